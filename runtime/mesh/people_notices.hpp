#pragma once
#include "actors/work/kinds.hpp"
#include "actors/work/person/inbox.hpp"
#include "config/config.hpp"

namespace mesh {

/// Has each new message for a person whose configuration names a URL POSTed there as well, so
/// that they hear of it: signed and tried again as a job of an agent behind a URL is. A notice
/// that does not get through is logged; the message waits in the inbox all the same.
///
/// `unsupported` when there is such a person and no URL can be called from here.
tl::expected<void, error> notify_people(inbox& people, const config& cfg,
                                        const web_caller_maker& calls);

} // namespace mesh
