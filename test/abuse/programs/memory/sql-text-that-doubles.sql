-- ends: out-of-memory
-- limits: fuel=4000000000
with recursive c(v) as (select 'x' union all select v || v from c) select length(v) from c;
