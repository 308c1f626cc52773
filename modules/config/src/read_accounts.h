#pragma once

#include <vector>

#include "context.h"

namespace ddns::config {

/// An account as far as it could be read: a faulty one keeps its id, so that records naming it are no further errors.
struct Account {
  engine::AccountSettings settings;
  const provider::ProviderSpec* spec = nullptr;  ///< nullptr: the provider is unknown
  schema::Place place;
  bool used = false;

  /// What the service can do; nullptr as long as nobody knows.
  [[nodiscard]] const plan::Capabilities* capabilities() const noexcept {
    if (settings.provider) return &settings.provider->capabilities();
    return spec == nullptr ? nullptr : &spec->capabilities;
  }
};

/// The `accounts` of the file. What they do not say about verification is as in `defaults`.
[[nodiscard]] std::vector<Account> read_accounts(Context& context, const schema::Node& root,
                                                 const engine::VerifySettings& defaults);

}  // namespace ddns::config
