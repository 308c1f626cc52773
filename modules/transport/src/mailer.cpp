#include "ddns/transport/mailer.h"

#include <Poco/Net/Net.h>

#include "ddns/core/text.h"
#include "http_connect.h"
#include "http_connection.h"
#include "http_resolver.h"
#include "smtp_dialogue.h"
#include "tls.h"

namespace ddns::transport {
namespace {

std::string origin_of(const notify::MailServer& server) {
  const bool six = server.host.find(':') != std::string::npos;
  return cat("smtp://", six ? "[" : "", server.host, six ? "]" : "", ':', server.port);
}

/// RFC 5321 section 4.1.3: an address literal is what a host without a name says of itself.
std::string own_name(const notify::MailServer& server, Poco::Net::StreamSocket& socket) {
  if (!server.hello.empty()) return server.hello;
  const auto address = IpAddress::parse(socket.address().host().toString());
  if (!address) return "localhost";
  return cat('[', address->is_v6() ? "IPv6:" : "", address->to_string(), ']');
}

}  // namespace

struct PocoMailer::Impl {
  Impl(const Clock& its_clock, NameLookup lookup) : clock(its_clock), resolver(std::move(lookup)) {}

  const Clock& clock;
  HttpResolver resolver;
  TlsContexts tls;

  Result<notify::MailReceipt> send(const notify::Posting& posting, const Guard& guard, bool& data_sent) {
    const auto& server = posting.server;
    const auto addresses = resolver.resolve(server.host, std::nullopt, guard);
    if (!addresses) return fail(addresses.error());
    http::HttpOptions options;
    options.bind = server.bind;
    const auto socket = connect_first(*addresses, server.port, options, guard);
    if (!socket) return fail(socket.error());
    SmtpDialogue dialogue(std::make_unique<HttpConnection>(*socket), server, guard);
    if (auto open = open_dialogue(dialogue, server, guard); !open) return fail(std::move(open).error());
    if (auto in = dialogue.log_in(); !in) return fail(std::move(in).error());
    auto sent = dialogue.send(posting.mail, data_sent);
    if (sent) dialogue.quit();
    return sent;
  }

  Status open_dialogue(SmtpDialogue& dialogue, const notify::MailServer& server, const Guard& guard) {
    if (server.security == notify::MailSecurity::tls) {
      if (auto secured = secure(dialogue, server, guard); !secured) return secured;
    }
    if (auto greeted = dialogue.greet(); !greeted) return greeted;
    const auto name = own_name(server, dialogue.connection().socket());
    if (auto hello = dialogue.hello(name); !hello || server.security != notify::MailSecurity::starttls) return hello;
    if (auto ready = dialogue.ask_for_tls(); !ready) return ready;
    if (auto secured = secure(dialogue, server, guard); !secured) return secured;
    // RFC 3207 section 4.2: what was said before TLS is forgotten.
    return dialogue.hello(name);
  }

  Status secure(SmtpDialogue& dialogue, const notify::MailServer& server, const Guard& guard) {
    const auto context = tls.get(server.ca_file);
    if (!context) return fail(context.error());
    auto secured = start_tls(dialogue.connection().socket(), *context, server.host, guard);
    if (!secured) return fail(std::move(secured).error());
    dialogue.replace(std::make_unique<HttpConnection>(*secured));
    return {};
  }
};

PocoMailer::PocoMailer(const Clock& clock, NameLookup lookup)
    : impl_(std::make_unique<Impl>(clock, std::move(lookup))) {
  Poco::Net::initializeNetwork();  // Winsock; nothing elsewhere
}

PocoMailer::~PocoMailer() = default;

Result<notify::MailReceipt> PocoMailer::send(const notify::Posting& posting, const http::CallLimits& limits) {
  const auto& ca_file = posting.server.ca_file;
  if (!ca_file.empty()) {
    if (auto readable = check_ca_file(ca_file); !readable) return fail(std::move(readable).error());
  }
  const Guard guard(impl_->clock, limits, origin_of(posting.server));
  bool data_sent = false;
  Result<notify::MailReceipt> outcome;
  try {
    outcome = impl_->send(posting, guard, data_sent);
  } catch (const std::exception& failure) {
    outcome = fail(map_failure(failure, data_sent ? Stage::receive : Stage::connect, guard.origin()));
  }
  if (!outcome) outcome.error().effect = data_sent ? Effect::unknown : Effect::none;
  return outcome;
}

void PocoMailer::forget_trust() { impl_->tls.forget(); }

}  // namespace ddns::transport
