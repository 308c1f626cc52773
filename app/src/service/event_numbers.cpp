// Holds the numbers of the Event Log entries against those of the message resource, where there is one.
#ifdef _WIN32
#include "ddns/platform/event_log.h"
// What the message compiler made of packaging/windows/messages.mc.
#include <messages.h>

namespace ddns::app {
namespace {

using DWORD = std::uint32_t;  // the type those numbers are cast to
using platform::event_number;
using platform::EventKind;

static_assert(event_number(EventKind::information) == DDNS_INFORMATION);
static_assert(event_number(EventKind::warning) == DDNS_WARNING);
static_assert(event_number(EventKind::error) == DDNS_ERROR);

}  // namespace
}  // namespace ddns::app
#endif
