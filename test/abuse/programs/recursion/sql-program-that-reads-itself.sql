-- ends: trap out of bounds memory access
.read main.sql
