// All of the standard library at once, under the name that GCC gives such a header: that of C, containers,
// algorithms, strings, streams, numbers, and what the later standards add.
// Left out is what this sysroot has not: <csetjmp>, <csignal>, <filesystem>, threads and all that waits for them.
#ifndef FUELCELL_BITS_STDCXX_H
#define FUELCELL_BITS_STDCXX_H

#include <cassert>
#include <cctype>
#include <cerrno>
#include <cfloat>
#include <ciso646>
#include <climits>
#include <clocale>
#include <cmath>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <cwchar>
#include <cwctype>

#include <algorithm>
#include <bitset>
#include <complex>
#include <deque>
#include <exception>
#include <fstream>
#include <functional>
#include <iomanip>
#include <ios>
#include <iosfwd>
#include <iostream>
#include <istream>
#include <iterator>
#include <limits>
#include <list>
#include <locale>
#include <map>
#include <memory>
#include <new>
#include <numeric>
#include <ostream>
#include <queue>
#include <set>
#include <sstream>
#include <stack>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <typeinfo>
#include <utility>
#include <valarray>
#include <vector>

#if __cplusplus >= 201103L
#include <array>
#include <atomic>
#include <cfenv>
#include <chrono>
#include <cinttypes>
#include <codecvt>
#include <cstdbool>
#include <cstdint>
#include <forward_list>
#include <initializer_list>
#include <random>
#include <ratio>
#include <regex>
#include <scoped_allocator>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <typeindex>
#include <unordered_map>
#include <unordered_set>
#endif

#if __cplusplus >= 201703L
#include <any>
#include <charconv>
#include <optional>
#include <string_view>
#include <variant>
#endif

#if __cplusplus > 201703L
#include <bit>
#include <compare>
#include <span>
#include <version>
#endif

// Two functions of GCC's own that programs with this header call.
namespace std {

/// The place of the highest bit of a positive number: 0 for 1, 3 for 8 to 15.
template <class T>
inline T __lg(T n) {
  T place = 0;
  while (n >>= 1) ++place;
  return place;
}

template <class T>
inline T __gcd_by_euclid(T a, T b) {
  while (b != 0) {
    T rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

// Since C++17 <numeric> has one of this name for unsigned numbers only.
inline int __gcd(int a, int b) { return __gcd_by_euclid(a, b); }
inline long __gcd(long a, long b) { return __gcd_by_euclid(a, b); }
inline long long __gcd(long long a, long long b) { return __gcd_by_euclid(a, b); }
#if __cplusplus < 201703L
inline unsigned __gcd(unsigned a, unsigned b) { return __gcd_by_euclid(a, b); }
inline unsigned long __gcd(unsigned long a, unsigned long b) { return __gcd_by_euclid(a, b); }
inline unsigned long long __gcd(unsigned long long a, unsigned long long b) { return __gcd_by_euclid(a, b); }
#endif

}  // namespace std

#endif
