#pragma once

#include <optional>
#include <string>

#include <Poco/Data/Session.h>

namespace ddns::state {

/// Brings the schema to this program's version in one transaction per step. Returns a sentence when the file was made
/// by a newer program (then nothing is touched). Throws what Poco throws.
[[nodiscard]] std::optional<std::string> migrate(Poco::Data::Session& session);

}  // namespace ddns::state
