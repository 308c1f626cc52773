#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "ddns/core/address_set.h"
#include "ddns/core/clock.h"
#include "ddns/core/record.h"
#include "ddns/core/trace_id.h"
#include "ddns/events/setup.h"
#include "ddns/plan/plan.h"

/// What was written to services, and how it was proved.
namespace ddns::events {

/// One outgoing HTTP request or DNS message of a provider or source.
struct CallFinished {
  std::string account;    ///< or the source's id
  std::string provider;   ///< empty for sources
  std::string operation;  ///< zones | read | create | update | delete | replace | verify | detect
  std::string method;     ///< HTTP method, or "DNS"
  std::string host;       ///< host name or server address only
  int status = 0;         ///< HTTP status or DNS rcode; 0 = no answer
  std::chrono::milliseconds took{0};
  std::optional<Error> error;  ///< transport failures only; statuses are judged later
  SpanId span;
  std::optional<std::int64_t> quota_remaining = {};  ///< calls it still allows, where the answer's header tells
};
/// One verb of a provider ended: what the provider_* metrics count.
struct OperationFinished {
  std::string account;
  std::string provider;
  std::string operation;  ///< zones | read | create | update | delete | replace
  std::chrono::milliseconds took{0};
  std::optional<Error> error;
  bool retry = false;  ///< made because an earlier call about the same failed
};
struct PlanMade {
  std::string account;
  plan::Plan plan;
};
struct RecordUpdated {
  RecordKey key;
  std::string account;
  std::string provider;
  AddressSet before;
  AddressSet after;
  plan::Why why = plan::Why::missing;
  Trigger trigger = Trigger::interval;
  bool unchanged = false;  ///< the service says it was so already
};
struct RecordUpdateFailed {
  RecordKey key;
  std::string account;
  std::string provider;
  AddressSet wanted;
  Error error;
  unsigned failures = 0;
  std::optional<WallTime> next_attempt;  ///< absent = waits for a person
  bool written = false;                  ///< it was to be changed, and the write left; else reading failed already
};
/// Read and found right: nothing was written.
struct RecordKept {
  RecordKey key;
  std::string account;
  AddressSet addresses;
};

struct RecordVerified {
  RecordKey key;
  std::string account;
  plan::Verification mode = plan::Verification::authoritative;
  AddressSet addresses;
  unsigned witnesses = 0;                                    ///< name servers that agreed
  std::optional<std::chrono::milliseconds> since_detection;  ///< only for the first proof after a change
};
struct RecordDoubted {
  RecordKey key;
  std::string account;
  Doubt doubt = Doubt::mismatch;
  std::string detail;  ///< "ns1.example.com answers 192.0.2.9, wanted 192.0.2.1"
  bool wrong = false;  ///< a wrong answer was seen; false = cannot verify
  bool slow = false;   ///< the service itself has it right: propagation is slow, nothing will be rewritten
};

}  // namespace ddns::events
