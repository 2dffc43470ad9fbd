// Headers that nearly every actor source includes, compiled once.
#pragma once
#include "cmake/core_pch.hpp"

#include <caf/all.hpp>
#include <spdlog/spdlog.h>
