#pragma once
#include "actors/work/random.hpp"
#include "messages/conflict.hpp"

namespace mesh {

/// A conflict as agents come upon them: mostly contradicting data or contexts
/// that have grown apart, seldom a paradox or a wrong hash. The texts are a
/// few, so that answers fold.
conflict draw_conflict(random_source& random);

} // namespace mesh
