#include "ddns/notify/settings.h"

#include "ddns/core/text.h"
#include "ddns/schema/connection.h"

namespace ddns::notify {
namespace {

using schema::Field;
using schema::Kind;
using schema::Schema;

/// An id is a metric label and stands in log lines and in the bridge's paths.
std::optional<std::string> check_id(std::string_view text) {
  const auto bad = text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");
  if (bad != std::string_view::npos || text.size() > 64)
    return "an id has at most 64 letters, digits, `_`, `-` and `.`";
  return std::nullopt;
}

std::optional<std::string> check_event(std::string_view text) {
  std::vector<std::string> words;
  for (const Topic topic : topics()) {
    if (text == to_string(topic)) return std::nullopt;
    words.emplace_back(to_string(topic));
  }
  return cat("every element must be one of ", join(words, ", "));
}

std::optional<std::string> check_template(std::string_view text) {
  std::vector<std::string> known;
  for (const auto& [name, value] : variables_of({})) known.emplace_back(name);
  const auto unknown = unknown_variables(text, known);
  if (unknown.empty()) return std::nullopt;
  const auto near = nearest(unknown.front(), known);
  return cat("`#{", shorten(unknown.front(), 40), "}` is no variable",
             near ? cat(", did you mean `#{", *near, "}`?") : "");
}

std::vector<Field> identity(std::string_view example, std::string_view type) {
  return {{.key = "id",
           .kind = Kind::text,
           .label = "Id",
           .help = "A name of your choice; metrics and log lines name it.",
           .required = true,
           .example = std::string(example),
           .check = check_id},
          {.key = "type",
           .kind = Kind::text,
           .label = "Type",
           .help = "What kind: decides the further settings.",
           .required = true,
           .example = std::string(type)}};
}

std::vector<Field> connection(std::string timeout) {
  auto fields = schema::connection_fields("HTTP proxy for all connections (not for mail).");
  fields.insert(fields.begin(), {.key = "timeout",
                                 .kind = Kind::duration,
                                 .label = "Timeout",
                                 .help = "For one attempt.",
                                 .default_text = std::move(timeout),
                                 .min = 100,
                                 .max = 120'000});
  return fields;
}

std::vector<Field> routing() {
  return {{.key = "min_severity",
           .kind = Kind::choice,
           .label = "From severity",
           .help = "What is less severe is left out. A recovery is as severe as the problem that ended.",
           .default_text = "info",
           .choices = {"info", "warning", "critical"}},
          {.key = "records",
           .kind = Kind::text_list,
           .label = "Records",
           .help = "Only what concerns these names; `*` and `?` are understood. By default all.",
           .example = "*.example.com"},
          {.key = "events",
           .kind = Kind::text_list,
           .label = "Events",
           .help = "Only these: address_changed, record_updated, failing, recovered, account_blocked, source_failing, "
                   "config_refused, state_failing, channel_failing. By default all.",
           .example = "failing",
           .check = check_event},
          {.key = "after_failures",
           .kind = Kind::integer,
           .label = "After failures",
           .help = "A problem is told when it has failed so many times in a row …",
           .default_text = "3",
           .min = 1,
           .max = 1000},
          {.key = "after",
           .kind = Kind::duration,
           .label = "After",
           .help = "… or has lasted so long, whichever comes first. Shorter ones are never told.",
           .default_text = "5m",
           .min = 0,
           .max = 86'400'000}};
}

std::vector<Field> templates() {
  return {{.key = "title",
           .kind = Kind::text,
           .label = "Title",
           .help = "Your own wording, with variables such as `#{title}`, `#{severity}`, `#{host}`.",
           .example = "#{host}: #{title}",
           .check = check_template},
          {.key = "text",
           .kind = Kind::text,
           .label = "Text",
           .help = "Your own wording, with variables such as `#{text}`, `#{ipv4Addr}`, `#{time}`. What is put in is "
                   "escaped for the service; what you write is not.",
           .example = "#{text}",
           .check = check_template}};
}

void append(Schema& schema, std::vector<Field> fields) {
  for (auto& field : fields) schema.fields.push_back(std::move(field));
}

http::HttpOptions options_of(const schema::Values& values) {
  http::HttpOptions out;
  out.bind = values.text("bind");
  out.proxy = values.text("proxy");
  out.ca_file = values.text("ca_file");
  // An answer is a few words.
  out.max_body = std::size_t{256} * 1024;
  return out;
}

}  // namespace

Schema channel_schema() {
  Schema out;
  append(out, identity("phone", "ntfy"));
  append(out, routing());
  append(out, templates());
  append(out, connection("15s"));
  return out;
}

Schema robot_schema() {
  Schema out;
  append(out, identity("ops", "dingtalk"));
  append(out, connection("8s"));
  return out;
}

Schema bridge_schema() {
  return {{{.key = "token",
            .kind = Kind::secret,
            .label = "Token",
            .help = "Alertmanager must show it (`authorization: {credentials: …}`). Without one the bridge listens on "
                    "loopback only."}}};
}

Schema with_settings_of(const ChannelSpec& spec, const Schema& ours) {
  Schema out;
  for (const auto& field : ours.fields) {
    if (spec.settings.find(field.key) == nullptr) out.fields.push_back(field);
  }
  out.fields.insert(out.fields.end(), spec.settings.fields.begin(), spec.settings.fields.end());
  return out;
}

ChannelSettings channel_settings(const ChannelSpec& spec, schema::Values values) {
  ChannelSettings out{.id = values.text("id"), .spec = &spec};
  out.http = options_of(values);
  out.timeout = values.duration("timeout");
  out.route.at_least = severity_from(values.text("min_severity")).value_or(Severity::info);
  out.route.records = values.list("records");
  for (const auto& word : values.list("events")) {
    if (const auto topic = topic_from(word)) out.route.topics.push_back(*topic);
  }
  out.rules.after_failures = static_cast<unsigned>(values.integer("after_failures"));
  out.rules.after = values.duration("after");
  if (spec.limits.pulse) {
    out.rules.every = values.duration("every");
    out.rules.send_start = values.boolean("send_start");
  }
  out.title_template = values.text("title");
  out.text_template = values.text("text");
  out.values = std::move(values);
  return out;
}

RobotSettings robot_settings(const ChannelSpec& spec, schema::Values values) {
  RobotSettings out{.id = values.text("id"), .spec = &spec};
  out.http = options_of(values);
  out.timeout = values.duration("timeout");
  out.values = std::move(values);
  return out;
}

}  // namespace ddns::notify
