#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "ddns/core/error.h"

namespace ddns {

/// A value or an Error. The one alias over the library used until the toolchain has std::expected.
template <class T>
using Result = tl::expected<T, Error>;

/// Success without a value, or an Error.
using Status = Result<void>;

/// `return fail(Reason::timeout, "…");` from any function that returns a Result.
[[nodiscard]] inline tl::unexpected<Error> fail(Reason reason, std::string message, Effect effect = Effect::none) {
  return tl::unexpected<Error>(Error{.reason = reason, .message = std::move(message), .effect = effect});
}

/// Passes an Error on unchanged: `return fail(std::move(result).error());`
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace ddns
