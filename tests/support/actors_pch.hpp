#pragma once
#include "cmake/actors_pch.hpp"
#include "tests/support/catch.hpp"
