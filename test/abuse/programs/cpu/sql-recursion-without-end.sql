-- ends: out-of-fuel
with recursive c(v) as (select 1 union all select v + 1 from c) select count(*) from c;
