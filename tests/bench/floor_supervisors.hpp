#pragma once
#include <memory>

namespace mesh::bench {

/// The floor of supervision: supervisors in bare CAF that monitor their children
/// and start another in the place of one that went down. Nothing else.
class floor_supervisors {
public:
  floor_supervisors(int supervisors, int children);
  ~floor_supervisors();
  floor_supervisors(const floor_supervisors&) = delete;
  floor_supervisors& operator=(const floor_supervisors&) = delete;

  /// From the moment at which a child throws until its replacement answers the
  /// message that it threw at; in microseconds.
  double restart_us(int supervisor, int child);
  /// Lets the children first, first + step ... of each supervisor crash at the
  /// same time; ms until all of them are replaced.
  double storm_ms(int first, int step);
  /// One message to every child and one answer from each; in ms.
  double round_ms();

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace mesh::bench
