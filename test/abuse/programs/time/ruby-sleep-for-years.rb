# ends: exit 0
sleep 100_000_000
p Time.now.year > 2000
