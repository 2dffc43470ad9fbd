#pragma once
// The one place that knows which Catch2 this is, so that moving to version 3
// is a change here only.
#if __has_include(<catch2/catch_all.hpp>)
#  include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#  include <catch2/catch.hpp>
#endif
