-- ends: out-of-fuel
-- limits: diskBytes=1000000
.output a
with recursive c(v) as (select 1 union all select v + 1 from c) select hex(zeroblob(49999)) from c;
