#!/usr/bin/env bash
# The entrypoint of PrairieLearn's external grader: /grade has the student's files and the tests; the mark goes to results/results.json.
set -uo pipefail
root=${GRADE_ROOT:-/grade}

mkdir -p "$root/results"
fuelcell grade --exit-zero --task "$root/tests" --report "prairielearn=$root/results/results.json" --report human=- "$root/student"
