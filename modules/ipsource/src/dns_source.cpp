#include <set>

#include "ddns/core/host_port.h"
#include "ddns/core/text.h"
#include "ddns/dns/client.h"
#include "ddns/ipsource/agreement.h"
#include "ddns/ipsource/strict_parse.h"
#include "specs.h"

namespace ddns::ipsource {
namespace {

/// A name that a server answers with the asker's address.
struct Question {
  DomainName name;
  dns::Type type = dns::Type::txt;
  dns::Server server;
  std::string voice = {};  ///< as in Witness
};

struct Settings {
  std::vector<Question> questions;
  std::size_t agree = 1;
  std::string bind = {};
};

struct Builtin {
  std::string_view question;
  std::string_view voice;  ///< who runs the server
};

// Plain DNS over UDP can be forged by anybody on the way, so that two operators have to say the same. A second server
// of an operator stands in for its first. Addresses of OpenDNS, of Google (ns1 and ns2.google.com) and of Akamai
// (ns1-1.akamaitech.net, which answers over IPv4 only), as other programs use them; not confirmed by us, one more
// reason to ask two. No operator is known that does this in China; from there questions to these are answered falsely
// or not at all.
constexpr Builtin builtin[]{
    {"myip.opendns.com A 208.67.222.222", "OpenDNS"},
    {"o-o.myaddr.l.google.com TXT 216.239.32.10", "Google"},
    {"whoami.akamai.net A 193.108.88.1", "Akamai"},
    {"myip.opendns.com A 208.67.220.220", "OpenDNS"},
    {"o-o.myaddr.l.google.com TXT 216.239.34.10", "Google"},
    {"myip.opendns.com AAAA 2620:119:35::35", "OpenDNS"},
    {"o-o.myaddr.l.google.com TXT 2001:4860:4802:32::a", "Google"},
    {"myip.opendns.com AAAA 2620:119:53::53", "OpenDNS"},
    {"o-o.myaddr.l.google.com TXT 2001:4860:4802:34::a", "Google"},
};

/// The server sees the address of the family it is asked over.
bool can_tell(const Question& question, Family family) {
  if (question.server.address.family() != family) return false;
  if (question.type == dns::Type::txt) return true;
  return question.type == (family == Family::ipv4 ? dns::Type::a : dns::Type::aaaa);
}

Result<dns::Server> parse_server(std::string_view text) {
  const auto parts = split_host_port(text);
  const auto address = IpAddress::parse(parts ? parts->host : text);
  if (parts && address && parts->port != 0) return dns::Server{*address, parts->port.value_or(53)};
  return fail(Reason::config,
              cat("`", text, "` is no server address; write 192.0.2.1, 192.0.2.1:53 or [2001:db8::1]:53"));
}

Result<Question> parse_question(std::string_view text) {
  std::vector<std::string_view> words;
  for (const auto word : split(text, ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  if (words.size() != 3) return fail(Reason::config, cat("`", text, "`: write NAME TYPE SERVER"));
  const auto name = DomainName::parse(words[0]);
  if (!name) return fail(Reason::config, name.error().message);
  const auto server = parse_server(words[2]);
  if (!server) return fail(server.error());
  Question question{*name, dns::Type::txt, *server};
  if (iequals(words[1], "A")) {
    question.type = dns::Type::a;
  } else if (iequals(words[1], "AAAA")) {
    question.type = dns::Type::aaaa;
  } else if (!iequals(words[1], "TXT")) {
    return fail(Reason::config, cat("`", text, "`: the type is TXT, A or AAAA"));
  }
  if (!can_tell(question, server->address.family())) {
    return fail(Reason::config, cat("`", text,
                                    "`: a server tells the address that it was asked from; ask for A at an "
                                    "IPv4 address and for AAAA at an IPv6 address"));
  }
  return question;
}

class DnsSource final : public IpSource {
 public:
  explicit DnsSource(Settings settings) : settings_(std::move(settings)) {}

  Sighting observe(Family family, const Call& call) const override {
    std::vector<Witness> witnesses;
    for (const Question& question : settings_.questions) {
      if (!can_tell(question, family)) continue;
      witnesses.push_back({.where = question.server.to_string(),
                           .ask = [&, family](Deadline by) { return ask(question, family, by, call); },
                           .voice = question.voice});
    }
    return agree(witnesses, settings_.agree, call);
  }

 private:
  Observation ask(const Question& question, Family family, Deadline by, const Call& call) const {
    const dns::Doors doors{.exchange = call.dns,
                           .clock = call.clock,
                           .random = call.random,
                           .deadline = by,
                           .stop = call.stop,
                           .bind = settings_.bind};
    const auto answer = dns::query(doors, question.server, question.name, question.type, {.recursion_desired = true});
    const auto where = question.server.to_string();
    if (!answer) return Unavailable{answer.error()};
    if (answer->kind != dns::AnswerKind::data || answer->records.size() != 1) {
      return unavailable(Reason::malformed, cat(where, " gave ", answer->records.size(), " records for ",
                                                question.name.text(), ", one is needed"));
    }
    if (question.type != dns::Type::txt) {
      const auto addresses = answer->addresses();
      return addresses.size() == 1
                 ? strict_parse(addresses.begin()->to_string(), family, where)
                 : Observation(unavailable(Reason::malformed, cat(where, " gave a record that is no address")));
    }
    const auto* data = std::get_if<dns::Bytes>(&answer->records.front().data);
    if (data == nullptr) return unavailable(Reason::malformed, cat(where, " gave a record that is no text"));
    return strict_parse(joined_text(*data), family, where);
  }

  /// TXT data is a row of strings, each behind its length (RFC 1035 section 3.3.14).
  static std::string joined_text(const dns::Bytes& data) {
    std::string out;
    for (std::size_t i = 0; i < data.size(); i += 1U + data[i]) {
      const auto end = std::min<std::size_t>(data.size(), i + 1U + data[i]);
      out.append(data.begin() + static_cast<std::ptrdiff_t>(i) + 1, data.begin() + static_cast<std::ptrdiff_t>(end));
    }
    return out;
  }

  Settings settings_;
};

std::optional<std::string> check_questions(std::string_view text) {
  const auto question = parse_question(text);
  return question ? std::nullopt : std::optional(question.error().message);
}

Result<std::vector<Question>> read_questions(const schema::Values& values) {
  std::vector<Question> questions;
  if (!values.has("questions")) {
    for (const Builtin& one : builtin) questions.push_back(parse_question(one.question).value());
    for (std::size_t i = 0; i < questions.size(); ++i) questions[i].voice = builtin[i].voice;
    return questions;
  }
  for (const auto& text : values.list("questions")) {
    auto question = parse_question(text);
    if (!question) return fail(Reason::config, cat("questions: ", question.error().message));
    question->voice = question->server.to_string();
    questions.push_back(std::move(*question));
  }
  return questions;
}

/// A source that could never reach agreement is refused. A family that no question is about is no fault: the others may
/// be all that is wanted.
Status check_agree(const Settings& settings) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    std::set<std::string> voices;
    for (const Question& question : settings.questions) {
      if (!can_tell(question, family)) continue;
      voices.insert(question.voice);
    }
    if (voices.empty() || voices.size() >= settings.agree) continue;
    return fail(Reason::config, cat("agree: ", settings.agree, " servers cannot agree about ", to_string(family),
                                    " among ", voices.size()));
  }
  return {};
}

Result<std::unique_ptr<IpSource>> make(const schema::Values& values) {
  Settings settings;
  auto questions = read_questions(values);
  if (!questions) return fail(std::move(questions).error());
  settings.questions = *std::move(questions);
  const std::size_t by_default = values.has("questions") ? 1 : 2;
  settings.agree = values.has("agree") ? static_cast<std::size_t>(values.integer("agree")) : by_default;
  if (auto checked = check_agree(settings); !checked) return fail(std::move(checked).error());
  if (values.has("bind")) settings.bind = values.text("bind");
  return std::make_unique<DnsSource>(std::move(settings));
}

}  // namespace

SourceSpec dns_spec() {
  using enum schema::Kind;
  return {
      .type = "dns",
      .help =
          "Name servers that answer a certain name with the address they were asked from, over UDP. Not for use in "
          "China: none is known there, and answers from abroad may be forged.",
      .settings = {{
          {.key = "questions",
           .kind = text_list,
           .label = "Questions",
           .help = "NAME TYPE SERVER each, asked in this order; TYPE is TXT, A or AAAA, and SERVER an address, whose "
                   "family is the one it can tell. Absent: OpenDNS, Google and, for IPv4, Akamai.",
           .example = "myip.opendns.com A 208.67.222.222",
           .check = check_questions},
          {.key = "agree",
           .kind = integer,
           .label = "Agree",
           .help = "So many of them must say the same. Absent: 2 with the built-in servers, of different operators, "
                   "else 1 (ordered fallback).",
           .min = 1,
           .max = 20},
          {.key = "bind",
           .kind = text,
           .label = "Outgoing interface",
           .help = "Interface name or address that questions leave from.",
           .example = "eth0"},
      }},
      .make = make};
}

}  // namespace ddns::ipsource
