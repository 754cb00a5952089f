default:
    npm start

test:
    npm test

bench:
    npm run bench

fmt:
    npm run fmt && cargo fmt --all --manifest-path host/Cargo.toml

ready:
    npm run fmt && cargo fmt --all --manifest-path host/Cargo.toml && npm test
