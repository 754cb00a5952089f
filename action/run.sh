#!/usr/bin/env bash
# What the action runs: the command that the inputs name, its summary on the page of the step, its annotations in the log.
set -uo pipefail

more=()
while IFS= read -r line; do
  if [ -n "$line" ]; then more+=("$line"); fi
done <<<"${INPUT_ARGUMENTS:-}"

case "$INPUT_COMMAND" in
grade)
  annotations=$(mktemp)
  fuelcell grade --task "$INPUT_TASK" --report human=- --report "github-summary=$GITHUB_STEP_SUMMARY" \
    --report "github-annotations=$annotations" ${more[@]+"${more[@]}"} "$INPUT_SUBMISSION"
  code=$?
  cat "$annotations"
  rm -f "$annotations"
  ;;
bench-check)
  if [ -n "${INPUT_MAX_REGRESSION:-}" ]; then more+=(--max-regression "$INPUT_MAX_REGRESSION"); fi
  table=$(fuelcell bench check --baseline "$INPUT_BASELINE" ${more[@]+"${more[@]}"})
  code=$?
  printf '%s\n' "$table"
  # Four spaces before each line: text, whatever is in it.
  { printf '### fuelcell bench check\n\n' && printf '%s\n' "$table" | sed 's/^/    /' && printf '\n'; } >>"$GITHUB_STEP_SUMMARY"
  if [ "$code" -eq 1 ]; then echo '::error title=fuelcell bench check::Something became dearer than its baseline; the summary has the table.'; fi
  ;;
*)
  echo '::error title=fuelcell::The input "command" is either grade or bench-check.'
  code=126
  ;;
esac
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
exit "$code"
