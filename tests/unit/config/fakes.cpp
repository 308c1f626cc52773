#include "fakes.h"

#include "ddns/core/text.h"
#include "support/posix_path.h"

namespace ddns::config::test {
namespace {

using schema::Kind;

class FakeProvider final : public provider::Provider {
 public:
  FakeProvider(plan::Capabilities capabilities, schema::Values values)
      : capabilities_(capabilities), values_(std::move(values)) {}
  [[nodiscard]] const plan::Capabilities& capabilities() const noexcept override { return capabilities_; }
  [[nodiscard]] provider::UnitResult apply(const plan::Unit& /*unit*/, const Call& /*call*/) const override {
    return {};
  }
  [[nodiscard]] const schema::Values& values() const noexcept { return values_; }

 private:
  plan::Capabilities capabilities_;
  schema::Values values_;
};

class FakeSource final : public ipsource::IpSource {
 public:
  explicit FakeSource(schema::Values values) : values_(std::move(values)) {}
  [[nodiscard]] ipsource::Sighting observe(Family /*family*/, const Call& /*call*/) const override {
    return {.observation = Known{}};
  }
  [[nodiscard]] const schema::Values& values() const noexcept { return values_; }

 private:
  schema::Values values_;
};

provider::ProviderSpec spec(std::string id, std::vector<std::string> aliases, std::string name,
                            plan::Capabilities capabilities, std::vector<schema::Field> fields) {
  provider::ProviderSpec out{.id = std::move(id),
                             .aliases = std::move(aliases),
                             .name = std::move(name),
                             .capabilities = capabilities,
                             .settings = {std::move(fields)}};
  out.make = [capabilities](const schema::Values& values) -> Result<std::unique_ptr<provider::Provider>> {
    return std::make_unique<FakeProvider>(capabilities, values);
  };
  return out;
}

const std::vector<provider::ProviderSpec>& specs() {
  static const auto kSpecs = [] {
    std::vector<provider::ProviderSpec> out{
        spec("cloudflare", {}, "Cloudflare",
             {.min_ttl = std::chrono::seconds{60},
              .max_ttl = std::chrono::seconds{86400},
              .automatic_ttl = true,
              .proxied = true,
              .comments = true},
             {{.key = "api_token", .kind = Kind::secret, .help = "A token that may edit DNS", .required = true},
              {.key = "endpoint", .kind = Kind::url, .default_text = "https://api.example/v4"}}),
        spec("aliyun", {"alidns"}, "Alibaba Cloud DNS",
             {.lines = true, .extra = std::vector<std::string>{"Priority", "RecordId"}},
             {{.key = "access_key_id", .kind = Kind::text, .help = "From the RAM console", .required = true},
              {.key = "access_key_secret", .kind = Kind::secret, .required = true},
              {.key = "endpoint", .kind = Kind::url, .default_text = "https://alidns.example"}}),
        spec("rfc2136", {}, "DNS UPDATE", {.grain = plan::Grain::rrset},
             {{.key = "server", .kind = Kind::text_list, .required = true, .names_a_host = true},
              {.key = "zone", .kind = Kind::domain},
              {.key = "key_name", .kind = Kind::text},
              {.key = "key_secret", .kind = Kind::secret},
              {.key = "timeout", .kind = Kind::duration, .default_text = "5s"},
              {.key = "bind", .kind = Kind::text}}),
        spec("hosts", {}, "Hosts file", {.has_zones = false, .wildcards = false},
             {{.key = "path", .kind = Kind::path, .required = true}}),
        spec("plain", {}, "Plain",
             {.grain = plan::Grain::host, .can_read = false, .has_zones = false, .ipv6 = false, .many_values = false},
             {{.key = "password", .kind = Kind::secret, .required = true}}),
        spec("templated", {}, "Templated",
             {.can_read = false,
              .has_zones = false,
              .extra = std::vector<std::string>{"pool", "region"},
              .needs_extra = {"region"}},
             {{.key = "url", .kind = Kind::url, .required = true},
              {.key = "body", .kind = Kind::text},
              {.key = "headers", .kind = Kind::text_map},
              {.key = "secrets", .kind = Kind::text_map}}),
        spec("broken", {}, "Broken", {}, {}),
    };
    out.back().make = [](const schema::Values&) -> Result<std::unique_ptr<provider::Provider>> {
      return fail(Reason::config, "its settings contradict each other");
    };
    return out;
  }();
  return kSpecs;
}

ipsource::SourceSpec source_spec(std::string type, std::vector<schema::Field> fields) {
  return {
      .type = std::move(type),
      .help = {},
      .settings = {std::move(fields)},
      .make = [](const schema::Values& values) -> Result<std::unique_ptr<ipsource::IpSource>> {
        if (values.has("agree") && values.integer("agree") > static_cast<std::int64_t>(values.list("urls").size())) {
          return fail(Reason::config, "`agree` is larger than the number of `urls`");
        }
        return std::make_unique<FakeSource>(values);
      }};
}

const std::vector<ipsource::SourceSpec>& source_specs() {
  static const std::vector<ipsource::SourceSpec> kSpecs{
      source_spec("http",
                  {{.key = "urls", .kind = Kind::text_list, .default_text = "[https://a.example, https://b.example]"},
                   {.key = "agree", .kind = Kind::integer, .default_text = "1", .min = 1},
                   {.key = "bind", .kind = Kind::text},
                   {.key = "proxy", .kind = Kind::url},
                   {.key = "ca_file", .kind = Kind::path}}),
      source_spec("interface", {{.key = "interface", .kind = Kind::text}}),
      source_spec("static", {{.key = "addresses", .kind = Kind::text_list, .required = true}}),
  };
  return kSpecs;
}

const provider::ProviderSpec* find_spec(std::string_view id) {
  for (const auto& one : specs()) {
    if (one.id == id || std::find(one.aliases.begin(), one.aliases.end(), id) != one.aliases.end()) return &one;
  }
  return nullptr;
}

}  // namespace

tl::expected<Loaded, Diagnostics> load(const Given& given) {
  const auto read_file = [&](const std::string& path) -> Result<std::string> {
    const auto name = ddns::test::posix_path(path);
    const auto it = given.files.find(name);
    if (it == given.files.end()) return fail(Reason::unavailable, cat("there is no file ", name));
    return it->second;
  };
  std::vector<std::string> ids;
  for (const auto& one : specs()) ids.push_back(one.id);
  return config::load(
      {.path_as_given = given.path,
       .text = given.text,
       .environment = given.environment,
       .read_file = read_file,
       .find_provider = find_spec,
       .provider_ids = ids,
       .sources = source_specs(),
       .digest = [](std::string_view text) { return std::to_string(std::hash<std::string_view>{}(text)); },
       .looked_in = given.looked_in,
       .listen = given.listen,
       .interval = given.interval});
}

const schema::Values& made_with(const engine::AccountSettings& account) {
  return dynamic_cast<const FakeProvider&>(*account.provider).values();
}

const schema::Values& made_with(const engine::SourceSettings& source) {
  return dynamic_cast<const FakeSource&>(*source.source).values();
}

std::vector<std::string> lines(Diagnostics diagnostics) {
  std::vector<std::string> out;
  for (auto& diagnostic : diagnostics) {
    if (diagnostic.line > 0) diagnostic.file.clear();
    out.push_back(diagnostic.to_string());
  }
  return out;
}

std::vector<std::string> said(const Given& given) {
  const auto loaded = load(given);
  if (!loaded) return lines(loaded.error());
  auto out = lines(loaded->warnings);
  out.insert(out.begin(), "loaded");
  return out;
}

}  // namespace ddns::config::test
