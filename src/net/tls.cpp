// TLS by OpenSSL behind ByteStream.
#include "net/tls.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace weir::net {

bool TlsStream::expect_host(const std::string& host) {
  SSL* ssl = stream_.native_handle();
  SSL_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
  error_code not_literal;
  asio::ip::make_address(host, not_literal);
  if (!not_literal) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  // SNI by the function behind SSL_set_tlsext_host_name(), a macro with an old-style cast in it.
  std::string name = host;
  return SSL_set1_host(ssl, host.c_str()) == 1 &&
         SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) == 1;
}

std::string TlsStream::verify_text() {
  const auto code = SSL_get_verify_result(stream_.native_handle());
  return code == X509_V_OK ? std::string() : std::string(X509_verify_cert_error_string(code));
}

Peek TlsStream::peek() {
  if (!socket().is_open()) return Peek::gone;
  if (SSL_pending(stream_.native_handle()) > 0) return Peek::bytes;
  return peek_descriptor(socket().native_handle());
}

void TlsStream::interrupt() {
  error_code ignored;
  socket().cancel(ignored);
}

// Without close_notify: what we read is framed by HTTP, and a peer may not be waited for here.
void TlsStream::close() {
  error_code ignored;
  socket().close(ignored);
}

Result<asio::ssl::context*> TlsContexts::get(const std::string& ca_file) {
  if (const auto at = contexts_.find(ca_file); at != contexts_.end()) return &at->second;
  asio::ssl::context context(asio::ssl::context::tls_client);
  SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);  // 34 KB less per idle connection
  static constexpr unsigned char alpn[] = "\x08http/1.1";
  error_code ec;
  if (SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_alpn_protos(context.native_handle(), alpn, sizeof(alpn) - 1) != 0) {
    return fail(ErrorKind::unavailable, "TLS cannot be set up by this OpenSSL");
  }
  context.set_default_verify_paths(ec);
  if (!ec && !ca_file.empty()) context.load_verify_file(ca_file, ec);
  if (ec) {
    return fail(ErrorKind::unavailable, "the certificates to trust cannot be read: " + ec.message(),
                ca_file.empty() ? "install ca-certificates" : "check the file " + ca_file);
  }
  return &contexts_.emplace(ca_file, std::move(context)).first->second;
}

}  // namespace weir::net
