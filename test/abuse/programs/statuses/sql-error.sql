-- ends: exit 1
select * from nope;
