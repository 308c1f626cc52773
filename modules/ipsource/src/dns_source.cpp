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
};

// OpenDNS and Google: two operators, addresses as published, checked 2026-08.
constexpr std::string_view builtin[]{
    "myip.opendns.com A 208.67.222.222",
    "o-o.myaddr.l.google.com TXT 216.239.32.10",
    "myip.opendns.com A 208.67.220.220",
    "myip.opendns.com AAAA 2620:119:35::35",
    "o-o.myaddr.l.google.com TXT 2001:4860:4802:32::a",
    "myip.opendns.com AAAA 2620:119:53::53",
};

Result<dns::Server> parse_server(std::string_view text) {
  auto host = text;
  std::uint16_t port = 53;
  const auto bracket = text.rfind(']');
  const auto colon = text.rfind(':');
  const bool has_port = text.starts_with('[')
                            ? bracket != std::string_view::npos && colon > bracket && colon != std::string_view::npos
                            : colon != std::string_view::npos && text.find(':') == colon;
  if (has_port) {
    const auto number = to_number<std::uint16_t>(text.substr(colon + 1));
    if (!number || *number == 0) return fail(Reason::config, cat("`", text, "` has no usable port"));
    port = *number;
    host = text.substr(0, colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  if (!address)
    return fail(Reason::config,
                cat("`", text, "` is no server address; write 192.0.2.1, 192.0.2.1:53 or [2001:db8::1]:53"));
  return dns::Server{*address, port};
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
  if (iequals(words[1], "TXT")) return Question{*name, dns::Type::txt, *server};
  if (iequals(words[1], "A")) return Question{*name, dns::Type::a, *server};
  if (iequals(words[1], "AAAA")) return Question{*name, dns::Type::aaaa, *server};
  return fail(Reason::config, cat("`", text, "`: the type is TXT, A or AAAA"));
}

class DnsSource final : public IpSource {
 public:
  DnsSource(std::vector<Question> questions, std::size_t agree) : questions_(std::move(questions)), agree_(agree) {}

  Sighting observe(Family family, const Call& call) const override {
    std::vector<Witness> witnesses;
    for (const Question& question : questions_) {
      if (!can_tell(question, family)) continue;
      witnesses.push_back(
          {question.server.to_string(), [&question, family, &call] { return ask(question, family, call); }});
    }
    return agree(witnesses, agree_, call);
  }

 private:
  /// The server sees the address of the family it is asked over.
  static bool can_tell(const Question& question, Family family) {
    if (question.server.address.family() != family) return false;
    if (question.type == dns::Type::txt) return true;
    return question.type == (family == Family::ipv4 ? dns::Type::a : dns::Type::aaaa);
  }

  static Observation ask(const Question& question, Family family, const Call& call) {
    const dns::Doors doors{
        .exchange = call.dns, .clock = call.clock, .random = call.random, .deadline = call.deadline, .stop = call.stop};
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

  std::vector<Question> questions_;
  std::size_t agree_;
};

std::optional<std::string> check_questions(std::string_view text) {
  const auto question = parse_question(text);
  return question ? std::nullopt : std::optional(question.error().message);
}

Result<std::unique_ptr<IpSource>> make(const schema::Values& values) {
  std::vector<Question> questions;
  std::vector<std::string> texts(std::begin(builtin), std::end(builtin));
  if (values.has("questions")) texts = values.list("questions");
  for (const auto& text : texts) {
    auto question = parse_question(text);
    if (!question) return fail(Reason::config, cat("questions: ", question.error().message));
    questions.push_back(std::move(*question));
  }
  return std::make_unique<DnsSource>(std::move(questions), static_cast<std::size_t>(values.integer("agree")));
}

}  // namespace

SourceSpec dns_spec() {
  using enum schema::Kind;
  return {.type = "dns",
          .help = "Name servers that answer a certain name with the address they were asked from.",
          .settings = {{
              {.key = "questions",
               .kind = text_list,
               .label = "Questions",
               .help = "NAME TYPE SERVER each; TYPE is TXT, A or AAAA. Absent: OpenDNS and Google.",
               .example = "myip.opendns.com A 208.67.222.222",
               .check = check_questions},
              {.key = "agree",
               .kind = integer,
               .label = "Agree",
               .help = "So many of them must say the same; 1 is an ordered fallback.",
               .default_text = "1",
               .min = 1,
               .max = 20},
          }},
          .make = make};
}

}  // namespace ddns::ipsource
