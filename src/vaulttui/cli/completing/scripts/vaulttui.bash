# bash completion for vaulttui. Needs bash 4.4 or newer.

_vaulttui() {
    local -a answer
    local at path
    COMPREPLY=()
    mapfile -t answer < <(
        printf '%s\0%s' "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" |
            @PROGRAM@ completion --answer bash 2>/dev/null
    )
    case "${answer[0]-}" in
        names) COMPREPLY=("${answer[@]:1}") ;;
        part)
            compopt -o nospace
            COMPREPLY=("${answer[@]:1}")
            ;;
        files*) compopt -o default ;;
        paths)
            while IFS= read -r path; do
                [[ -d $path ]] && path+=/ && compopt -o nospace
                printf -v path %q "$path"
                COMPREPLY+=("${answer[1]}$path")
            done < <(compgen -f -- "${answer[2]}")
            ;;
        command)
            for ((at = 1; at < COMP_CWORD; at++)); do
                [[ ${COMP_WORDS[at]} == -- ]] && break
            done
            if declare -F _comp_command_offset >/dev/null; then
                _comp_command_offset $((at + 1))
            elif declare -F _command_offset >/dev/null; then
                _command_offset $((at + 1))
            elif ((COMP_CWORD == at + 1)); then
                mapfile -t COMPREPLY < <(compgen -c -- "${COMP_WORDS[COMP_CWORD]}")
            else
                compopt -o default
            fi
            ;;
    esac
}

complete -F _vaulttui vaulttui
