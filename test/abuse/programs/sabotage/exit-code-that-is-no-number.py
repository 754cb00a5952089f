# ends: exit 1
raise SystemExit(object())
