-- ends: out-of-memory
-- limits: memoryPages=512
create table t as with recursive c(v) as (select 1 union all select v + 1 from c) select zeroblob(9999) from c;
