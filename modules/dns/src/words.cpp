#include "ddns/core/text.h"
#include "ddns/dns/message.h"

namespace ddns::dns {

std::string Server::to_string() const {
  if (port == 53) return address.to_string();
  return address.is_v6() ? cat('[', address.to_string(), "]:", port) : cat(address.to_string(), ':', port);
}

std::string to_string(Rcode rcode) {
  switch (rcode) {
    case Rcode::noerror:
      return "NOERROR";
    case Rcode::formerr:
      return "FORMERR";
    case Rcode::servfail:
      return "SERVFAIL";
    case Rcode::nxdomain:
      return "NXDOMAIN";
    case Rcode::notimp:
      return "NOTIMP";
    case Rcode::refused:
      return "REFUSED";
    case Rcode::yxdomain:
      return "YXDOMAIN";
    case Rcode::yxrrset:
      return "YXRRSET";
    case Rcode::nxrrset:
      return "NXRRSET";
    case Rcode::notauth:
      return "NOTAUTH";
    case Rcode::notzone:
      return "NOTZONE";
    case Rcode::badsig:
      return "BADSIG";
    case Rcode::badkey:
      return "BADKEY";
    case Rcode::badtime:
      return "BADTIME";
    case Rcode::badtrunc:
      return "BADTRUNC";
  }
  return cat("RCODE", static_cast<unsigned>(rcode));
}

std::string to_string(Type type) {
  switch (type) {
    case Type::a:
      return "A";
    case Type::ns:
      return "NS";
    case Type::cname:
      return "CNAME";
    case Type::soa:
      return "SOA";
    case Type::ptr:
      return "PTR";
    case Type::txt:
      return "TXT";
    case Type::aaaa:
      return "AAAA";
    case Type::opt:
      return "OPT";
    case Type::tsig:
      return "TSIG";
    case Type::any:
      return "ANY";
  }
  return cat("TYPE", static_cast<unsigned>(type));
}

}  // namespace ddns::dns
