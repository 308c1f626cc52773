#pragma once

#include <string>

#include "ddns/notify/mailer.h"
#include "ddns/notify/settings.h"
#include "ddns/state/outbox.h"

namespace ddns::notify::test_fakes {

class NoMailer final : public Mailer {
 public:
  Result<MailReceipt> send(const Posting&, const http::CallLimits&) override {
    return fail(Reason::connect, "no mail here");
  }
};

/// An outbox in memory that can be made to fail.
class FragileOutbox final : public state::Outbox {
 public:
  Result<std::vector<std::int64_t>> write(const state::OutboxChanges& changes) override {
    ++writes;
    if (broken) return fail(Reason::io, "disk full");
    return real_->write(changes);
  }
  Result<std::vector<state::Parcel>> waiting() override { return real_->waiting(); }
  Result<std::vector<state::Note>> notes() override { return real_->notes(); }

  bool broken = false;
  int writes = 0;

 private:
  std::unique_ptr<state::Outbox> real_ = state::open_outbox("").value();
};

/// A channel that tells everything at once.
inline ChannelSettings channel(std::string id, const std::string& type = "ntfy") {
  ChannelSettings out{.id = std::move(id), .spec = find(type)};
  out.values.put("endpoint", std::string("http://127.0.0.1:1"));
  for (const auto* key : {"topic", "url", "ping", "access_token"}) out.values.put(key, Secret("http://127.0.0.1:1/x"));
  out.rules = {.after_failures = 1, .settle = std::chrono::milliseconds{0}};
  return out;
}

}  // namespace ddns::notify::test_fakes
