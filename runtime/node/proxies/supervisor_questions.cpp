#include "runtime/node/proxies/supervisor_questions.hpp"

namespace mesh::node {

void supervisor_questions::answer(const link_answer& a) {
  if (faults_.awaits(a.number))
    return faults_.answer(a.number, fault_report_of(a));
  heals_.answer(a.number, heal_report_of(a));
}

void supervisor_questions::give_up(const std::string& part, const error& why) {
  faults_.answer_all({why});
  heals_.answer_all({{}, {part + ": " + why.detail}});
}

} // namespace mesh::node
