# fish completion for vaulttui.

function __vaulttui_complete
    set -l word (commandline -ct)
    # What is quoted may not be closed yet.
    set -l typed (string unescape -- "$word"; or string unescape -- "$word'"; or string unescape -- "$word\"")
    set -l before (commandline -opc)
    set -l answer (
        printf '%s\0' $before[2..-1] | begin
            cat
            printf '%s' "$typed"
        end | @PROGRAM@ completion --answer fish 2>/dev/null
    )
    switch "$answer[1]"
        case names
            printf '%s\n' $answer[2..-1]
        case 'files *'
            set -l count (string replace 'files ' '' -- $answer[1])
            set -l start (string sub -l $count -- "$typed")
            set -l path (string sub -s (math $count + 1) -- "$typed")
            for found in (__fish_complete_path "$path")
                printf '%s\n' "$start$found"
            end
        case command
            set -l at (contains -i -- -- $before)
            set -l rest $before[(math $at + 1)..-1]
            complete -C (string join ' ' -- (string escape -- $rest) "$word")
    end
end

complete -c vaulttui -f -a '(__vaulttui_complete)'
