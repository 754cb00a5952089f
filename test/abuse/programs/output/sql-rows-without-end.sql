-- ends: output-limit
with recursive c(v) as (select 1 union all select v + 1 from c) select printf('%.9999c', 'x') from c;
