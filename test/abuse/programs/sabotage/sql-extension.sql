-- ends: exit 1
select load_extension('x');
