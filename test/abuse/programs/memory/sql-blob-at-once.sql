-- ends: out-of-memory
select length(randomblob(900000000));
