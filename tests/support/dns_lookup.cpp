#include "support/dns_lookup.h"

#include <Poco/Exception.h>
#include <Poco/Net/DatagramSocket.h>

#include "ddns/dns/client.h"

namespace ddns::test {

std::set<std::string> dns_lookup(const dns::Server& server, const std::string& name, dns::Type type) {
  const auto question = DomainName::parse(name).value();
  const auto query = dns::encode(dns::make_query(4712, question, type, false, false));
  dns::Bytes buffer(4096);
  try {
    const Poco::Net::SocketAddress there(server.address.to_string(), server.port);
    Poco::Net::DatagramSocket socket(there.family());
    socket.connect(there);
    socket.sendBytes(query->data(), static_cast<int>(query->size()));
    if (!socket.poll(Poco::Timespan(0, 500000), Poco::Net::Socket::SELECT_READ)) return {};
    buffer.resize(static_cast<std::size_t>(socket.receiveBytes(buffer.data(), static_cast<int>(buffer.size()))));
  } catch (const Poco::Exception&) {
    return {};
  }
  const auto message = dns::decode(buffer);
  if (!message) return {};
  std::set<std::string> out;
  for (const auto& address : dns::interpret(*message, question, type).addresses()) out.insert(address.to_string());
  return out;
}

}  // namespace ddns::test
