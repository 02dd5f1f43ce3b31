#compdef vaulttui
# zsh completion for vaulttui. Needs compinit to have run.

_vaulttui() {
    emulate -L zsh -o extended_glob
    local -a answer words_whole words_begun shown
    local at
    answer=("${(@f)$(
        print -rNn -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" |
            @PROGRAM@ completion --answer zsh 2>/dev/null
    )}")
    case "$answer[1]" in
        names)
            shift answer
            words_whole=(${(M)answer:#+*})
            words_begun=(${(M)answer:#-*})
            words_whole=("${(@)words_whole#?}")
            words_begun=("${(@)words_begun#?}")
            if (( $#words_whole )); then
                shown=("${(@)words_whole/$'\t'/  -- }")
                shown=("${(@)shown%  -- }")
                words_whole=("${(@)words_whole%%$'\t'*}")
                compadd -l -d shown -a words_whole
            fi
            if (( $#words_begun )); then
                shown=("${(@)words_begun/$'\t'/  -- }")
                shown=("${(@)shown%  -- }")
                words_begun=("${(@)words_begun%%$'\t'*}")
                compadd -l -S '' -d shown -a words_begun
            fi
            ;;
        files*)
            compset -p ${answer[1]#files }
            _files
            ;;
        command)
            at=${words[(ie)--]}
            shift $at words
            (( CURRENT -= at ))
            _normal
            ;;
    esac
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _vaulttui "$@"
else
    compdef _vaulttui vaulttui
fi
