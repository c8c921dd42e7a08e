// TLS to a server whose certificates are made here: what is right is spoken to, what is not is refused.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <memory>

#include "net/client.h"
#include "net/test_support.h"

namespace weir::net {
namespace {

using test::RawListener;
using test::run;

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* p) const { Free(p); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX, SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Freed<SSL, SSL_free>>;

Key make_key() { return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")); }

void extend(X509* certificate, int id, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

void name(X509_NAME* at, const std::string& common) {
  std::string text = common;
  const void* const bytes = text.data();
  X509_NAME_add_entry_by_txt(at, "CN", MBSTRING_ASC, static_cast<const unsigned char*>(bytes), -1, -1, 0);
}

enum class Validity { now, past };

struct Issuer {
  std::string common;
  EVP_PKEY* key;
};

// names: "DNS:localhost,IP:127.0.0.1", or "" for a CA.
Certificate issue(const std::string& common, EVP_PKEY* key, const Issuer& issuer, const std::string& names,
                  Validity validity = Validity::now) {
  Certificate made(X509_new());
  static long serial = 0;
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
  const long day = 24 * 3600;
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -30 * day);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), validity == Validity::now ? day : -day);
  X509_set_pubkey(made.get(), key);
  name(X509_get_subject_name(made.get()), common);
  X509_NAME* from = X509_NAME_new();
  name(from, issuer.common);
  X509_set_issuer_name(made.get(), from);
  X509_NAME_free(from);
  extend(made.get(), NID_basic_constraints, names.empty() ? "critical,CA:TRUE" : "CA:FALSE");
  if (!names.empty()) extend(made.get(), NID_subject_alt_name, names);
  X509_sign(made.get(), issuer.key, EVP_sha256());
  return made;
}

class Tls : public testing::Test {
 protected:
  Tls() {
    char text[] = "/tmp/weir-tls-XXXXXX";
    dir_ = ::mkdtemp(text);
    ca_file_ = dir_ + "/ca.pem";
    const auto ca = issue("Test CA", ca_key_.get(), {"Test CA", ca_key_.get()}, "");
    FILE* file = std::fopen(ca_file_.c_str(), "w");
    PEM_write_X509(file, ca.get());
    std::fclose(file);
  }
  ~Tls() override { std::filesystem::remove_all(dir_); }

  struct Server {
    std::string names = "DNS:localhost,IP:127.0.0.1";
    Validity validity = Validity::now;
    int newest = TLS1_3_VERSION;
    std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    int requests = 1;                 // on the one connection
    std::string sni = {}, alpn = {};  // what came
  };

  Context context(const Server& server) {
    Context made(SSL_CTX_new(TLS_server_method()));
    const auto key = make_key();
    const auto certificate = issue("server", key.get(), {"Test CA", ca_key_.get()}, server.names, server.validity);
    SSL_CTX_use_certificate(made.get(), certificate.get());
    SSL_CTX_use_PrivateKey(made.get(), key.get());
    SSL_CTX_set_min_proto_version(made.get(), 0);
    SSL_CTX_set_max_proto_version(made.get(), server.newest);
    SSL_CTX_set_security_level(made.get(), 0);
    SSL_CTX_set_alpn_select_cb(
        made.get(),
        [](SSL*, const unsigned char** out, unsigned char* length, const unsigned char* in, unsigned, void* seen) {
          *length = in[0];
          *out = in + 1;
          static_cast<Server*>(seen)->alpn.assign(in + 1, in + 1 + in[0]);
          return SSL_TLSEXT_ERR_OK;
        },
        const_cast<Server*>(&server));
    return made;
  }

  static void serve(RawListener& listener, SSL_CTX* context, Server& server) {
    const auto socket = listener.accept();
    const Session ssl(SSL_new(context));
    SSL_set_fd(ssl.get(), socket.fd());
    if (SSL_accept(ssl.get()) != 1) return;
    if (const char* sni = SSL_get_servername(ssl.get(), TLSEXT_NAMETYPE_host_name)) server.sni = sni;
    for (int i = 0; i < server.requests; ++i) {
      std::string request;
      char byte = 0;
      while (!request.ends_with("\r\n\r\n") && SSL_read(ssl.get(), &byte, 1) == 1) request += byte;
      SSL_write(ssl.get(), server.answer.data(), static_cast<int>(server.answer.size()));
    }
  }

  // Each request one after the other; the last outcome.
  Result<std::string> ask(Server& server, const std::string& host, const std::string& ca_file) {
    RawListener listener;
    const auto ssl = context(server);
    auto thread = test::peer_thread([&] { serve(listener, ssl.get(), server); });
    Result<std::string> got = fail(ErrorKind::internal, "");
    {
      IoLoop loop;
      auto client = make_client(loop);
      for (int i = 0; i < server.requests; ++i) {
        got = run(loop, fetch(*client, {"https", host, listener.port(), "", ca_file}));
      }
    }
    thread.join();
    return got;
  }

  static Task<Result<std::string>> fetch(Client& client, Target target) {
    Cancel never;
    auto response = co_await client.send(std::move(target), {"GET", "/", {}, ""}, {{4'000}, {4'000}, {4'000}}, never);
    if (!response) co_return std::unexpected(response.error());
    co_return co_await (*response)->rest(1'000'000, never);
  }

  void expect_refused(const Result<std::string>& got, const std::string& word) {
    ASSERT_FALSE(got) << word;
    EXPECT_EQ(got.error().kind, ErrorKind::unavailable);
    EXPECT_NE(got.error().message.find(word), std::string::npos) << got.error().message;
  }

  Key ca_key_ = make_key();
  std::string dir_, ca_file_;
};

TEST_F(Tls, AKnownCaAndTheRightNameAreSpokenTo) {
  Server server{.requests = 3};
  EXPECT_EQ(ask(server, "localhost", ca_file_).value_or("?"), "ok");
  EXPECT_EQ(server.sni, "localhost");
  EXPECT_EQ(server.alpn, "http/1.1");
  Server by_address;
  EXPECT_EQ(ask(by_address, "127.0.0.1", ca_file_).value_or("?"), "ok");
  EXPECT_EQ(by_address.sni, "");  // an address is no server name
}

TEST_F(Tls, AnUnknownCaIsRefused) {
  Server server;
  expect_refused(ask(server, "localhost", ""), "issuer");
}

TEST_F(Tls, AnotherHostsCertificateIsRefused) {
  Server other{.names = "DNS:example.org"};
  expect_refused(ask(other, "localhost", ca_file_), "mismatch");
  Server no_address{.names = "DNS:localhost"};
  expect_refused(ask(no_address, "127.0.0.1", ca_file_), "mismatch");
}

TEST_F(Tls, AnExpiredCertificateIsRefused) {
  Server server{.validity = Validity::past};
  expect_refused(ask(server, "localhost", ca_file_), "expired");
}

TEST_F(Tls, AnOldProtocolIsRefused) {
  Server old{.newest = TLS1_1_VERSION};
  expect_refused(ask(old, "localhost", ca_file_), "TLS with localhost");
  Server tls12{.newest = TLS1_2_VERSION};
  EXPECT_EQ(ask(tls12, "localhost", ca_file_).value_or("?"), "ok");
}

TEST_F(Tls, ACaFileThatCannotBeReadIsNamed) {
  IoLoop loop;
  auto client = make_client(loop);
  const auto got = run(loop, fetch(*client, {"https", "localhost", 1, "", dir_ + "/none.pem"}));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::unavailable);
  EXPECT_NE(got.error().help.find("none.pem"), std::string::npos);
}

TEST_F(Tls, AConnectionCutWithoutItsEndIsNotAWholeAnswer) {
  Server server{.answer = "HTTP/1.1 200 OK\r\n\r\nhalf"};  // until close, and the close is not TLS's
  const auto got = ask(server, "localhost", ca_file_);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::closed);
}

TEST_F(Tls, LargeAnswersAreWhole) {
  std::string body(2'000'000, 'a');
  for (std::size_t i = 0; i < body.size(); i += 991) body[i] = static_cast<char>('b' + i % 20);
  Server server{.answer = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size() / 2) + "\r\n\r\n" +
                          body.substr(0, body.size() / 2)};
  EXPECT_TRUE(ask(server, "localhost", ca_file_).value_or("?") == body.substr(0, body.size() / 2));
}

TEST_F(Tls, APlainServerIsNoTls) {
  RawListener listener;
  auto thread = test::peer_thread([&] {
    auto socket = listener.accept();
    socket.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    socket.read_all();
  });
  IoLoop loop;
  auto client = make_client(loop);
  expect_refused(run(loop, fetch(*client, {"https", "localhost", listener.port(), "", ca_file_})), "TLS");
  thread.join();
}

TEST_F(Tls, AHandshakeThatHangsEnds) {
  RawListener listener;  // its backlog accepts, nobody answers
  IoLoop loop;
  auto client = make_client(loop);
  const auto got = run(loop, [](Client& c, unsigned port, std::string ca) -> Task<Result<std::string>> {
    Cancel never;
    auto response =
        co_await c.send({"https", "127.0.0.1", port, "", ca}, {"GET", "/", {}, ""}, {{50}, {1}, {1}}, never);
    if (!response) co_return std::unexpected(response.error());
    co_return "?";
  }(*client, listener.port(), ca_file_));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::timeout);
}

}  // namespace
}  // namespace weir::net
