/** What all programs of a source share: types, and functions that are never optimised by the compiler. */

export const HEADER = `
#include <stdarg.h>
typedef unsigned int u32; typedef long long i64; typedef unsigned long long u64; typedef unsigned char byte;
typedef unsigned long uptr;
struct pair { int a; char c; i64 w; };
struct tri { int a; int b; int c; };
struct one { int only; };
struct real { double only; };
struct vec { int at[4]; };
struct bits { unsigned x : 3; int y : 7; unsigned z : 20; i64 w : 40; };
struct deep { short s; struct pair p[3]; double d; int *link; struct tri t; };
union mix { int i; short h[4]; byte b[8]; i64 w; struct { int low, high; } halves; };
struct node { struct node *next; int value; };
struct closure { int (*call)(struct closure *, int); int *target; int extra; };
struct state { u32 hash; u32 notes; u32 steps; u32 log[256]; i64 cells[32]; byte heap[256]; };
extern struct state state;
extern int *kept; extern struct tri *kept_tri; extern struct node *kept_list; extern void *kept_any[4];
extern int (*const table[4])(int *, int);
void *memcpy(void *to, const void *from, unsigned long n);
void *memset(void *to, int value, unsigned long n);
void note(i64 value); void note_real(double value); void step(void);
int get(int *at); void put(int *at, int value); int add(int *at, int value); int before(int *second);
void keep(int *at); void change_kept(int by); void keep_tri(struct tri *at); void change_tri(int by);
int walk(int *from, int count); void fill(byte *to, int count, int value); int digits(int value, char *out);
int end_of(char *end); int sum_list(struct node *head, int by); void swap(int *one, int *other); void widen(i64 *at, int by);
int through(int which, int *at, int value); int use_tri(struct tri *at); void set_pair(struct pair *at, int a, int c);
int count_ints(int count, va_list list); int difference(int *from, int *to); int next_of(char **at);
#define ADD(x, y) ((int)((u32)(x) + (u32)(y)))
#define MUL(x, y) ((int)((u32)(x) * (u32)(y)))
`

export const BASE = `
struct state state;
int *kept; struct tri *kept_tri; struct node *kept_list; void *kept_any[4];
unsigned state_address(void) { return (unsigned)(uptr)&state; }
unsigned state_bytes(void) { return sizeof state; }
void note(i64 value) {
  state.hash = (state.hash ^ (u32)value ^ (u32)(value >> 32)) * 16777619u;
  state.log[state.notes++ % 256] = state.hash;
}
void note_real(double value) { note(value > -1e15 && value < 1e15 ? (i64)(value * 4) : 7); }
void step(void) { if (++state.steps > 200000) __builtin_trap(); }
int get(int *at) { return *at; }
void put(int *at, int value) { *at = value; }
int add(int *at, int value) { int *again = at; *again = ADD(*again, value); return *again; }
int before(int *second) { return second[-1]; }
void keep(int *at) { kept = at; }
void change_kept(int by) { if (kept) *kept = ADD(*kept, by); }
void keep_tri(struct tri *at) { kept_tri = at; }
void change_tri(int by) { if (kept_tri) { kept_tri->a ^= by; kept_tri->b = ADD(kept_tri->b, kept_tri->c); } }
int walk(int *from, int count) {
  int whole = 0;
  for (int i = 0; i < count; i++) { step(); whole = ADD(MUL(whole, 31), from[i]); from[i] ^= i + 1; }
  return whole;
}
void fill(byte *to, int count, int value) { while (count-- > 0) { step(); *to++ ^= (byte)value; } }
int digits(int value, char *out) {
  char buffer[16]; char *at = buffer + sizeof buffer; u32 left = (u32)value; int count = 0;
  do { step(); *--at = (char)('0' + left % 10); left /= 10; count++; } while (left);
  for (int i = 0; i < count; i++) { step(); out[i] = at[i]; }
  return count;
}
int end_of(char *end) { end[-1] ^= 1; return end[-2]; }
int sum_list(struct node *head, int by) { int whole = 0; for (; head; head = head->next) { step(); head->value ^= by; whole = ADD(MUL(whole, 3), head->value); } return whole; }
void swap(int *one, int *other) { int between = *one; *one = *other; *other = between; }
void widen(i64 *at, int by) { *at = (i64)((u64)*at * 3u + (u64)by); }
int use_tri(struct tri *at) { int whole = 0; int *each = &at->a; for (int i = 0; i < 3; i++) { step(); whole = ADD(MUL(whole, 7), each[i]); } at->b ^= whole; return whole; }
void set_pair(struct pair *at, int a, int c) { at->a = a; at->c = (char)c; at->w = (i64)a * c; }
int count_ints(int count, va_list list) { int whole = 0; while (count-- > 0) { step(); whole = ADD(MUL(whole, 5), va_arg(list, int)); } return whole; }
int difference(int *from, int *to) { return (int)(to - from); }
int next_of(char **at) { return *(*at)++; }
static int scale(int *at, int by) { *at = MUL(*at, by); return by; }
int (*const table[4])(int *, int) = { add, scale, add, scale };
int through(int which, int *at, int value) { return table[which & 3](at, value); }
`

/** As C libraries have them, optimised: what they return is known to be what they are given, which the compiler makes use of. */
export const MEMORY = `
void *memcpy(void *to, const void *from, unsigned long n) { volatile char *t = to; const char *f = from; while (n--) *t++ = *f++; return to; }
void *memset(void *to, int value, unsigned long n) { volatile char *t = to; while (n--) *t++ = (char)value; return to; }
`
