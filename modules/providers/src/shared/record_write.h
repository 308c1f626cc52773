#pragma once

#include <functional>
#include <string_view>
#include <type_traits>
#include <variant>

#include "ddns/core/result.h"
#include "ddns/core/text.h"
#include "ddns/http/json.h"
#include "ddns/plan/operation.h"
#include "ddns/provider/provider.h"

namespace ddns::providers {

/// The outcome of a call that was to make the record be as `wanted` (its id empty for a new one); the answer to a good
/// one has the id at the JSON pointer `id_at`. The code `duplicate` may stand for the wanted record itself: written by
/// a call whose answer was lost, or right all along; then `look`, which reads it, decides. Another record with this
/// address stays the error it is, which makes the engine read again.
[[nodiscard]] Result<provider::Ack> judge_write(const Result<http::Json>& answer, std::string_view id_at,
                                                std::string_view duplicate, const plan::RemoteRecord& wanted,
                                                const std::function<Result<plan::ZoneState>()>& look);

/// Gives `operation` to `write`, which takes the operations of the service's grain. Errors: internal for any other.
template <class Write>
[[nodiscard]] Result<provider::Ack> dispatch(std::string_view service, const plan::Operation& operation,
                                             const Write& write) {
  return std::visit(
      [&](const auto& one) -> Result<provider::Ack> {
        if constexpr (std::is_invocable_v<const Write&, decltype(one)>) {
          return write(one);
        } else {
          return fail(Reason::internal, cat(service, " was given an operation of another grain"));
        }
      },
      operation);
}

}  // namespace ddns::providers
