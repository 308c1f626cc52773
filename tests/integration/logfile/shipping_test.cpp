#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include <yaml-cpp/yaml.h>
#include <nlohmann/json.hpp>

#include "ddns/core/text.h"
#include "support/file_text.h"

// The examples for log shippers that cannot be run here: they can be read, and they name fields that exist.
namespace ddns::logfile {
namespace {

using Names = std::map<std::string, std::string>;  ///< name in the pipeline → field of the line
using nlohmann::json;

std::filesystem::path repository() { return std::filesystem::path(DDNS_TESTS_DIR).parent_path(); }

std::string example(const std::string& name) { return test::file_text(repository() / "configs/log-shipping" / name); }

/// Every name that stands in the sources of the room `log` as one of a field.
std::set<std::string> fields_written() {
  std::string text;
  for (const auto* file : {"line.cpp", "fields.cpp", "observer.cpp"})
    text += test::file_text(repository() / "modules/log/src" / file);
  text = std::regex_replace(text, std::regex("#include[^\n]*"), "");
  static const std::regex name("\"(@timestamp|message|[a-z]+(?:\\.[a-z_]+)+)\"");
  std::set<std::string> out;
  for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at) out.insert((*at)[1]);
  return out;
}

std::string unquoted(std::string text) {
  EXPECT_TRUE(text.size() > 2 && text.front() == '"' && text.back() == '"')
      << text << ": a name with a dot must be quoted in JMESPath";
  return text.substr(1, text.size() - 2);
}

struct Pipeline {
  Names expressions;
  std::set<std::string> labels;
  std::set<std::string> metadata;
  std::string timestamp;
};

Pipeline promtail() {
  const auto scrape = YAML::Load(example("promtail.yaml"))["scrape_configs"][0];
  Pipeline out;
  for (const auto& label : scrape["static_configs"][0]["labels"]) {
    const auto name = label.first.as<std::string>();
    if (!name.starts_with("__")) out.labels.insert(name);
  }
  for (const auto& stage : scrape["pipeline_stages"]) {
    if (stage["json"]) {
      for (const auto& entry : stage["json"]["expressions"])
        out.expressions[entry.first.as<std::string>()] = unquoted(entry.second.as<std::string>());
    }
    for (const auto& entry : stage["labels"]) out.labels.insert(entry.first.as<std::string>());
    for (const auto& entry : stage["structured_metadata"]) out.metadata.insert(entry.first.as<std::string>());
    if (stage["timestamp"]) out.timestamp = stage["timestamp"]["source"].as<std::string>();
  }
  return out;
}

/// The names in `block { … { NAMES } … }` of an Alloy file.
std::set<std::string> alloy_names(const std::string& text, const std::string& block) {
  const auto at = text.find(block + " {");
  EXPECT_NE(at, std::string::npos) << block;
  const auto begin = text.find('{', text.find('=', at));
  const auto inside = text.substr(begin, text.find('}', begin) - begin);
  static const std::regex name("\"([a-z_]+)\"\\s*=");
  std::set<std::string> out;
  for (std::sregex_iterator found(inside.begin(), inside.end(), name), end; found != end; ++found)
    out.insert((*found)[1]);
  return out;
}

TEST(LogShipping, promtail_takes_fields_that_exist_and_few_labels) {
  const auto pipeline = promtail();
  const auto fields = fields_written();
  ASSERT_GE(fields.size(), 25U);
  for (const auto& [name, field] : pipeline.expressions)
    EXPECT_TRUE(fields.contains(field)) << name << ": no line has " << field;
  EXPECT_EQ(pipeline.labels, (std::set<std::string>{"job", "instance", "level"}))
      << "anything with more values would make too many streams";
  for (const auto& name : pipeline.metadata) EXPECT_TRUE(pipeline.expressions.contains(name)) << name;
  EXPECT_TRUE(pipeline.metadata.contains("record") && pipeline.metadata.contains("trace_id"));
  EXPECT_EQ(pipeline.expressions.at(pipeline.timestamp), "@timestamp");
}

TEST(LogShipping, alloy_does_what_promtail_does) {
  const auto text = example("config.alloy");
  const auto pipeline = promtail();
  for (const auto& [name, field] : pipeline.expressions) {
    EXPECT_TRUE(std::regex_search(text, std::regex(cat("\"", name, "\"\\s*=\\s*\"\\\\\"", field, "\\\\\"\""))))
        << name << " is not made of " << field;
  }
  auto labels = alloy_names(text, "stage.labels");
  labels.insert({"job", "instance"});
  EXPECT_EQ(labels, pipeline.labels);
  EXPECT_EQ(alloy_names(text, "stage.structured_metadata"), pipeline.metadata);
  EXPECT_EQ(std::count(text.begin(), text.end(), '{'), std::count(text.begin(), text.end(), '}'));
}

TEST(LogShipping, filebeat_reads_the_file_and_writes_into_the_templates_stream) {
  const auto beat = YAML::Load(example("filebeat.yml"));
  const auto input = beat["filebeat.inputs"][0];
  EXPECT_EQ(input["type"].as<std::string>(), "filestream");
  EXPECT_EQ(input["paths"][0].as<std::string>(), "/var/log/ddns-sidecar/ddns-sidecar.log");
  const auto parser = input["parsers"][0]["ndjson"];
  EXPECT_EQ(parser["target"].as<std::string>(), "");
  EXPECT_TRUE(parser["overwrite_keys"].as<bool>()) << "or @timestamp would be that of reading";
  const auto pattern =
      json::parse(example("elasticsearch-index-template.json"))["index_patterns"][0].get<std::string>();
  const auto index = beat["output.elasticsearch"]["index"].as<std::string>();
  EXPECT_TRUE(pattern.ends_with('*') && index.starts_with(pattern.substr(0, pattern.size() - 1))) << index;
  EXPECT_NE(example("rsyslog-elasticsearch.conf").find("searchIndex=\"" + index + '"'), std::string::npos);
}

void collect(const json& properties, const std::string& prefix, std::set<std::string>& out) {
  for (const auto& [name, value] : properties.items()) {
    if (value.contains("properties")) {
      collect(value["properties"], prefix + name + ".", out);
    } else {
      out.insert(prefix + name);
    }
  }
}

TEST(LogShipping, the_index_template_maps_every_field_that_is_written_and_no_other) {
  const auto written = json::parse(example("elasticsearch-index-template.json"));
  std::set<std::string> mapped;
  collect(written["template"]["mappings"]["properties"], "", mapped);
  auto fields = fields_written();
  std::erase_if(fields, [](const std::string& name) { return name.starts_with("labels."); });
  EXPECT_EQ(mapped, fields);
  EXPECT_EQ(written["template"]["mappings"]["dynamic_templates"][0]["labels"]["path_match"], "labels.*");
  EXPECT_TRUE(json::parse(example("elasticsearch-ilm-policy.json"))["policy"]["phases"].contains("delete"));
  EXPECT_EQ(written["template"]["settings"]["index.lifecycle.name"], "ddns-sidecar");
}

}  // namespace
}  // namespace ddns::logfile
