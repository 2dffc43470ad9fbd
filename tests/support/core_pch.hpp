#pragma once
#include "cmake/core_pch.hpp"
#include "tests/support/catch.hpp"
