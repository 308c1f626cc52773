#include "common.h"
#include "ddns/core/ip_address.h"
#include "ddns/core/text.h"
#include "mail_text.h"

namespace ddns::notify {
namespace {

MailSecurity security(const schema::Values& values) {
  const auto& word = values.text("security");
  return word == "tls" ? MailSecurity::tls : word == "none" ? MailSecurity::none : MailSecurity::starttls;
}

std::uint16_t port(const schema::Values& values) {
  if (values.has("port")) return static_cast<std::uint16_t>(values.integer("port"));
  switch (security(values)) {
    case MailSecurity::starttls:
      return 587;
    case MailSecurity::tls:
      return 465;
    case MailSecurity::none:
      return 25;
  }
  return 587;
}

bool is_loopback(const std::string& host) {
  if (iequals(host, "localhost")) return true;
  const auto address = IpAddress::parse(host);
  return address && (address->to_string() == "::1" || (address->is_v4() && address->bytes()[0] == 127));
}

Result<Posting> mail(const schema::Values& values, const Letter& letter, WallTime) {
  Posting out;
  out.server = {.host = values.text("host"),
                .port = port(values),
                .security = security(values),
                .user = values.text("user"),
                .password = values.secret("password"),
                .hello = values.text("hello")};
  out.mail.from = address_of(values.text("from"));
  for (const auto& to : values.list("to")) out.mail.to.push_back(address_of(to));
  const auto text = text_of(letter, escape_nothing, letter.message.text);
  const auto subject = shorten(title_of(letter, escape_nothing), 250);
  // The message's own time, so that every attempt is the same mail.
  out.mail.data = compose_mail({.from = values.text("from"),
                                .to = values.list("to"),
                                .subject = subject,
                                .text = text.empty() ? subject : text,
                                .id = letter.id,
                                .urgent = letter.message.severity == Severity::critical},
                               letter.message.at);
  return out;
}

std::optional<std::string> check(const schema::Values& values) {
  if (address_of(values.text("from")).empty()) return "`from` must be an address, or \"Name <address>\"";
  if (values.list("to").empty()) return "`to` names nobody";
  for (const auto& to : values.list("to")) {
    if (address_of(to).empty()) return "every element of `to` must be an address, or \"Name <address>\"";
  }
  if (values.has("user") != values.has("password")) return "`user` and `password` belong together";
  if (values.has("user") && security(values) == MailSecurity::none && !is_loopback(values.text("host"))) {
    return "with `security: none` the password would cross the network for everybody to read";
  }
  return std::nullopt;
}

std::optional<std::string> check_host(std::string_view text) {
  if (!text.empty() && text.find_first_of(" /@:") == std::string_view::npos) return std::nullopt;
  if (IpAddress::parse(text)) return std::nullopt;
  return "the name or address of a mail server, without port and scheme";
}

std::optional<std::string> check_hello(std::string_view text) {
  if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.[]:") ==
      std::string_view::npos) {
    return std::nullopt;
  }
  return "a host name";
}

schema::Schema settings() {
  using schema::Kind;
  return {{{.key = "host",
            .kind = Kind::text,
            .label = "Server",
            .help = "The mail server that takes your mail.",
            .required = true,
            .example = "smtp.example.com",
            .check = check_host,
            .names_a_host = true},
           {.key = "port",
            .kind = Kind::integer,
            .label = "Port",
            .help = "By default 587, with `tls` 465, with `none` 25.",
            .min = 1,
            .max = 65535},
           {.key = "security",
            .kind = Kind::choice,
            .label = "Security",
            .help = "`starttls`: TLS after the greeting, or no mail; `tls`: from the first byte; `none`: never, for a "
                    "server on this machine.",
            .default_text = "starttls",
            .choices = {"starttls", "tls", "none"}},
           {.key = "user", .kind = Kind::text, .label = "User", .help = "Without it nobody logs in."},
           secret_field("password", "Password", "Often one made for applications.", false),
           {.key = "from",
            .kind = Kind::text,
            .label = "From",
            .help = "The sender.",
            .required = true,
            .example = "ddns-sidecar <ddns@example.com>"},
           {.key = "to",
            .kind = Kind::text_list,
            .label = "To",
            .help = "The receivers.",
            .required = true,
            .example = "you@example.com"},
           {.key = "hello",
            .kind = Kind::text,
            .label = "Own name",
            .help = "How we introduce ourselves to the server. By default by our address.",
            .check = check_hello}}};
}

}  // namespace

ChannelSpec email_spec() {
  return {.id = "email",
          .name = "E-mail (SMTP)",
          .homepage = "https://www.rfc-editor.org/rfc/rfc5321",
          .notes = "The title is the subject. Logs in with AUTH PLAIN or LOGIN, whichever the server offers.",
          .settings = settings(),
          .limits = {.per_minute = 18},
          .check = check,
          .mail = mail};
}

}  // namespace ddns::notify
