/// Who may connect, and how that is proven: none of it is there yet, so only defaults are taken (SPEC §7.7).
extension BrokerDefinitions {
  /// A setting a line: name, kind, Kafka's default (`-` for none, `""` for empty), and whether it may change while the
  /// broker runs.
  static let security = """
    authorizer.class.name string ""
    connection.failed.authentication.delay.ms int 100
    delegation.token.expiry.check.interval.ms long 3600000
    delegation.token.expiry.time.ms long 86400000
    delegation.token.max.lifetime.ms long 604800000
    delegation.token.secret.key password -
    listener.security.protocol.map string \
    SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT dynamic
    principal.builder.class class org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder dynamic
    sasl.client.callback.handler.class class -
    sasl.enabled.mechanisms list GSSAPI dynamic
    sasl.jaas.config password - dynamic
    sasl.kerberos.kinit.cmd string /usr/bin/kinit dynamic
    sasl.kerberos.min.time.before.relogin long 60000 dynamic
    sasl.kerberos.principal.to.local.rules list DEFAULT dynamic
    sasl.kerberos.service.name string - dynamic
    sasl.kerberos.ticket.renew.jitter double 0.05 dynamic
    sasl.kerberos.ticket.renew.window.factor double 0.8 dynamic
    sasl.login.callback.handler.class class -
    sasl.login.class class -
    sasl.login.connect.timeout.ms int -
    sasl.login.read.timeout.ms int -
    sasl.login.refresh.buffer.seconds short 300 dynamic
    sasl.login.refresh.min.period.seconds short 60 dynamic
    sasl.login.refresh.window.factor double 0.8 dynamic
    sasl.login.refresh.window.jitter double 0.05 dynamic
    sasl.login.retry.backoff.max.ms long 10000
    sasl.login.retry.backoff.ms long 100
    sasl.mechanism.controller.protocol string GSSAPI
    sasl.mechanism.inter.broker.protocol string GSSAPI dynamic
    sasl.oauthbearer.assertion.algorithm string RS256
    sasl.oauthbearer.assertion.claim.aud string -
    sasl.oauthbearer.assertion.claim.exp.seconds int 300
    sasl.oauthbearer.assertion.claim.iss string -
    sasl.oauthbearer.assertion.claim.jti.include boolean false
    sasl.oauthbearer.assertion.claim.nbf.seconds int 60
    sasl.oauthbearer.assertion.claim.sub string -
    sasl.oauthbearer.assertion.file string -
    sasl.oauthbearer.assertion.private.key.file string -
    sasl.oauthbearer.assertion.private.key.passphrase password -
    sasl.oauthbearer.assertion.template.file string -
    sasl.oauthbearer.client.credentials.client.id string -
    sasl.oauthbearer.client.credentials.client.secret password -
    sasl.oauthbearer.clock.skew.seconds int 30
    sasl.oauthbearer.expected.audience list ""
    sasl.oauthbearer.expected.issuer string -
    sasl.oauthbearer.jwks.endpoint.refresh.ms long 3600000
    sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms long 10000
    sasl.oauthbearer.jwks.endpoint.retry.backoff.ms long 100
    sasl.oauthbearer.jwks.endpoint.url string -
    sasl.oauthbearer.jwt.retriever.class class org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever
    sasl.oauthbearer.jwt.validator.class class org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator
    sasl.oauthbearer.scope string -
    sasl.oauthbearer.scope.claim.name string scope
    sasl.oauthbearer.sub.claim.name string sub
    sasl.oauthbearer.token.endpoint.url string -
    sasl.server.callback.handler.class class -
    sasl.server.max.receive.size int 524288
    security.inter.broker.protocol string PLAINTEXT
    security.providers string -
    ssl.allow.dn.changes boolean false
    ssl.allow.san.changes boolean false
    ssl.cipher.suites list "" dynamic
    ssl.client.auth string none dynamic
    ssl.enabled.protocols list TLSv1.2,TLSv1.3 dynamic
    ssl.endpoint.identification.algorithm string https dynamic
    ssl.engine.factory.class class - dynamic
    ssl.key.password password - dynamic
    ssl.keymanager.algorithm string SunX509 dynamic
    ssl.keystore.certificate.chain password - dynamic
    ssl.keystore.key password - dynamic
    ssl.keystore.location string - dynamic
    ssl.keystore.password password - dynamic
    ssl.keystore.type string JKS dynamic
    ssl.principal.mapping.rules string DEFAULT
    ssl.protocol string TLSv1.3 dynamic
    ssl.provider string - dynamic
    ssl.secure.random.implementation string - dynamic
    ssl.trustmanager.algorithm string PKIX dynamic
    ssl.truststore.certificates password - dynamic
    ssl.truststore.location string - dynamic
    ssl.truststore.password password - dynamic
    ssl.truststore.type string JKS dynamic
    """
}
