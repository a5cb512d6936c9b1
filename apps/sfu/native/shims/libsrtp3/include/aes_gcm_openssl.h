// AES-GCM for libsrtp 2 by OpenSSL.
//
// libsrtp 2 takes a cipher from outside (`srtp_replace_cipher_type`, srtp2/cipher.h). Debian builds it on NSS, which
// looks every packet's session up in a list of all sessions: a fifth of what the worker used at 24 calls, and the
// more calls the more for each. OpenSSL, which the worker does DTLS with anyway and which libsrtp 3 is built on,
// needs a fraction of it and no list. AES-GCM is what browsers and the worker agree on; the older AES-CM profiles stay
// with libsrtp 2 as the distribution built it.
#ifndef GUICHET_AES_GCM_OPENSSL_H
#define GUICHET_AES_GCM_OPENSSL_H

#include <openssl/evp.h>
#include <srtp2/cipher.h>
#include <srtp2/srtp.h>

#include <cstdint>
#include <new>

// One direction of one stream: a key, and a nonce that is new for every packet (RFC 7714 section 8.1).
struct GuichetAesGcm
{
	srtp_cipher_t cipher{};
	EVP_CIPHER_CTX* ctx{ nullptr };
	int tagLen{ 0 };
};

// libsrtp counts the 12 bytes of salt as part of the key.
constexpr int GuichetGcmSaltLen{ 12 };

inline srtp_err_status_t guichetGcmDealloc(srtp_cipher_t* cipher)
{
	auto* gcm = static_cast<GuichetAesGcm*>(cipher->state);

	// Wipes the key.
	EVP_CIPHER_CTX_free(gcm->ctx);
	delete gcm;

	return srtp_err_status_ok;
}

inline srtp_err_status_t guichetGcmAlloc(
  srtp_cipher_t** cipher, const srtp_cipher_type_t* type, int keyLen, int expectedKeyLen, int tagLen)
{
	// The two tags of RFC 7714's profiles in libsrtp 2; the worker uses the long one.
	if (keyLen != expectedKeyLen + GuichetGcmSaltLen || (tagLen != 8 && tagLen != 16))
	{
		return srtp_err_status_bad_param;
	}

	auto* gcm = new (std::nothrow) GuichetAesGcm();

	if (!gcm)
	{
		return srtp_err_status_alloc_fail;
	}

	gcm->ctx = EVP_CIPHER_CTX_new();

	if (!gcm->ctx)
	{
		delete gcm;

		return srtp_err_status_alloc_fail;
	}

	gcm->tagLen           = tagLen;
	gcm->cipher.type      = type;
	gcm->cipher.state     = gcm;
	gcm->cipher.key_len   = keyLen;
	gcm->cipher.algorithm = static_cast<int>(type->id);
	*cipher               = &gcm->cipher;

	return srtp_err_status_ok;
}

inline srtp_err_status_t guichetGcmInit(void* state, const uint8_t* key)
{
	auto* gcm = static_cast<GuichetAesGcm*>(state);
	const EVP_CIPHER* aes =
	  gcm->cipher.algorithm == SRTP_AES_GCM_256 ? EVP_aes_256_gcm() : EVP_aes_128_gcm();

	// The direction comes with the nonce; the key is the same for both.
	return EVP_CipherInit_ex(gcm->ctx, aes, nullptr, key, nullptr, 1) == 1 ? srtp_err_status_ok
	                                                                       : srtp_err_status_init_fail;
}

inline srtp_err_status_t guichetGcmSetIv(void* state, uint8_t* iv, srtp_cipher_direction_t direction)
{
	auto* gcm = static_cast<GuichetAesGcm*>(state);

	if (direction != srtp_direction_encrypt && direction != srtp_direction_decrypt)
	{
		return srtp_err_status_bad_param;
	}

	const int encrypt = direction == srtp_direction_encrypt ? 1 : 0;

	return EVP_CipherInit_ex(gcm->ctx, nullptr, nullptr, nullptr, iv, encrypt) == 1
	         ? srtp_err_status_ok
	         : srtp_err_status_cipher_fail;
}

// Called twice for SRTCP, whose authenticated part stands before and behind the payload; both count.
inline srtp_err_status_t guichetGcmSetAad(void* state, const uint8_t* aad, uint32_t aadLen)
{
	auto* gcm = static_cast<GuichetAesGcm*>(state);
	int len{ 0 };

	return EVP_CipherUpdate(gcm->ctx, nullptr, &len, aad, static_cast<int>(aadLen)) == 1
	         ? srtp_err_status_ok
	         : srtp_err_status_algo_fail;
}

inline srtp_err_status_t guichetGcmEncrypt(void* state, uint8_t* buffer, unsigned int* octets)
{
	auto* gcm = static_cast<GuichetAesGcm*>(state);
	int len{ 0 };
	uint8_t none[EVP_MAX_BLOCK_LENGTH];

	// Nothing to encrypt is SRTCP that is authenticated alone.
	if (*octets > 0 && EVP_CipherUpdate(gcm->ctx, buffer, &len, buffer, static_cast<int>(*octets)) != 1)
	{
		return srtp_err_status_cipher_fail;
	}

	return EVP_CipherFinal_ex(gcm->ctx, none, &len) == 1 ? srtp_err_status_ok : srtp_err_status_cipher_fail;
}

inline srtp_err_status_t guichetGcmGetTag(void* state, uint8_t* tag, uint32_t* tagLen)
{
	auto* gcm = static_cast<GuichetAesGcm*>(state);

	if (EVP_CIPHER_CTX_ctrl(gcm->ctx, EVP_CTRL_GCM_GET_TAG, gcm->tagLen, tag) != 1)
	{
		return srtp_err_status_algo_fail;
	}

	*tagLen = static_cast<uint32_t>(gcm->tagLen);

	return srtp_err_status_ok;
}

// `octets` counts the tag, which stands behind the ciphertext, before and no longer after.
inline srtp_err_status_t guichetGcmDecrypt(void* state, uint8_t* buffer, unsigned int* octets)
{
	auto* gcm = static_cast<GuichetAesGcm*>(state);
	const auto tagLen = static_cast<unsigned int>(gcm->tagLen);

	if (*octets < tagLen)
	{
		return srtp_err_status_bad_param;
	}

	const unsigned int sealed = *octets - tagLen;
	int len{ 0 };
	uint8_t none[EVP_MAX_BLOCK_LENGTH];

	if (EVP_CIPHER_CTX_ctrl(gcm->ctx, EVP_CTRL_GCM_SET_TAG, gcm->tagLen, buffer + sealed) != 1)
	{
		return srtp_err_status_algo_fail;
	}

	if (sealed > 0 && EVP_CipherUpdate(gcm->ctx, buffer, &len, buffer, static_cast<int>(sealed)) != 1)
	{
		return srtp_err_status_cipher_fail;
	}

	// The tag is compared here.
	if (EVP_CipherFinal_ex(gcm->ctx, none, &len) != 1)
	{
		return srtp_err_status_auth_fail;
	}

	*octets = sealed;

	return srtp_err_status_ok;
}

// Test cases 4 and 16 of "The Galois/Counter Mode of Operation" (McGrew, Viega), the source of NIST SP 800-38D. libsrtp
// tries a cipher on its own cases and on those of the one it replaces, before it takes it.
// clang-format off
inline const uint8_t GuichetGcmTestKey[] = {
	0xfe,0xff,0xe9,0x92,0x86,0x65,0x73,0x1c,0x6d,0x6a,0x8f,0x94,0x67,0x30,0x83,0x08,
	0xfe,0xff,0xe9,0x92,0x86,0x65,0x73,0x1c,0x6d,0x6a,0x8f,0x94,0x67,0x30,0x83,0x08,
	0x00,0x00,0x00,0x00,0x00,0x00,0x00,0x00,0x00,0x00,0x00,0x00 };
inline uint8_t GuichetGcmTestIv[] = { 0xca,0xfe,0xba,0xbe,0xfa,0xce,0xdb,0xad,0xde,0xca,0xf8,0x88 };
inline const uint8_t GuichetGcmTestAad[] = {
	0xfe,0xed,0xfa,0xce,0xde,0xad,0xbe,0xef,0xfe,0xed,0xfa,0xce,0xde,0xad,0xbe,0xef,0xab,0xad,0xda,0xd2 };
inline const uint8_t GuichetGcmTestPlain[] = {
	0xd9,0x31,0x32,0x25,0xf8,0x84,0x06,0xe5,0xa5,0x59,0x09,0xc5,0xaf,0xf5,0x26,0x9a,
	0x86,0xa7,0xa9,0x53,0x15,0x34,0xf7,0xda,0x2e,0x4c,0x30,0x3d,0x8a,0x31,0x8a,0x72,
	0x1c,0x3c,0x0c,0x95,0x95,0x68,0x09,0x53,0x2f,0xcf,0x0e,0x24,0x49,0xa6,0xb5,0x25,
	0xb1,0x6a,0xed,0xf5,0xaa,0x0d,0xe6,0x57,0xba,0x63,0x7b,0x39 };
inline const uint8_t GuichetGcmTest128Sealed[] = {
	0x42,0x83,0x1e,0xc2,0x21,0x77,0x74,0x24,0x4b,0x72,0x21,0xb7,0x84,0xd0,0xd4,0x9c,
	0xe3,0xaa,0x21,0x2f,0x2c,0x02,0xa4,0xe0,0x35,0xc1,0x7e,0x23,0x29,0xac,0xa1,0x2e,
	0x21,0xd5,0x14,0xb2,0x54,0x66,0x93,0x1c,0x7d,0x8f,0x6a,0x5a,0xac,0x84,0xaa,0x05,
	0x1b,0xa3,0x0b,0x39,0x6a,0x0a,0xac,0x97,0x3d,0x58,0xe0,0x91,
	0x5b,0xc9,0x4f,0xbc,0x32,0x21,0xa5,0xdb,0x94,0xfa,0xe9,0x5a,0xe7,0x12,0x1a,0x47 };
inline const uint8_t GuichetGcmTest256Sealed[] = {
	0x52,0x2d,0xc1,0xf0,0x99,0x56,0x7d,0x07,0xf4,0x7f,0x37,0xa3,0x2a,0x84,0x42,0x7d,
	0x64,0x3a,0x8c,0xdc,0xbf,0xe5,0xc0,0xc9,0x75,0x98,0xa2,0xbd,0x25,0x55,0xd1,0xaa,
	0x8c,0xb0,0x8e,0x48,0x59,0x0d,0xbb,0x3d,0xa7,0xb0,0x8b,0x10,0x56,0x82,0x88,0x38,
	0xc5,0xf6,0x1e,0x63,0x93,0xba,0x7a,0x0a,0xbc,0xc9,0xf6,0x62,
	0x76,0xfc,0x6e,0xce,0x0f,0x4e,0x17,0x68,0xcd,0xdf,0x88,0x53,0xbb,0x2d,0x55,0x1b };
// clang-format on

// The short key is the first half of the long one, and what follows it counts as its salt, which the test does not use.
inline const srtp_cipher_test_case_t GuichetGcm128Test = { 16 + GuichetGcmSaltLen,
	                                                         GuichetGcmTestKey,
	                                                         GuichetGcmTestIv,
	                                                         sizeof(GuichetGcmTestPlain),
	                                                         GuichetGcmTestPlain,
	                                                         sizeof(GuichetGcmTest128Sealed),
	                                                         GuichetGcmTest128Sealed,
	                                                         sizeof(GuichetGcmTestAad),
	                                                         GuichetGcmTestAad,
	                                                         16,
	                                                         nullptr };
inline const srtp_cipher_test_case_t GuichetGcm256Test = { 32 + GuichetGcmSaltLen,
	                                                         GuichetGcmTestKey,
	                                                         GuichetGcmTestIv,
	                                                         sizeof(GuichetGcmTestPlain),
	                                                         GuichetGcmTestPlain,
	                                                         sizeof(GuichetGcmTest256Sealed),
	                                                         GuichetGcmTest256Sealed,
	                                                         sizeof(GuichetGcmTestAad),
	                                                         GuichetGcmTestAad,
	                                                         16,
	                                                         nullptr };

inline srtp_err_status_t guichetGcm128Alloc(srtp_cipher_t** cipher, int keyLen, int tagLen);
inline srtp_err_status_t guichetGcm256Alloc(srtp_cipher_t** cipher, int keyLen, int tagLen);

inline const srtp_cipher_type_t GuichetGcm128 = { guichetGcm128Alloc,         guichetGcmDealloc,
	                                                guichetGcmInit,             guichetGcmSetAad,
	                                                guichetGcmEncrypt,          guichetGcmDecrypt,
	                                                guichetGcmSetIv,            guichetGcmGetTag,
	                                                "AES-128 GCM by OpenSSL",   &GuichetGcm128Test,
	                                                SRTP_AES_GCM_128 };
inline const srtp_cipher_type_t GuichetGcm256 = { guichetGcm256Alloc,         guichetGcmDealloc,
	                                                guichetGcmInit,             guichetGcmSetAad,
	                                                guichetGcmEncrypt,          guichetGcmDecrypt,
	                                                guichetGcmSetIv,            guichetGcmGetTag,
	                                                "AES-256 GCM by OpenSSL",   &GuichetGcm256Test,
	                                                SRTP_AES_GCM_256 };

inline srtp_err_status_t guichetGcm128Alloc(srtp_cipher_t** cipher, int keyLen, int tagLen)
{
	return guichetGcmAlloc(cipher, &GuichetGcm128, keyLen, 16, tagLen);
}

inline srtp_err_status_t guichetGcm256Alloc(srtp_cipher_t** cipher, int keyLen, int tagLen)
{
	return guichetGcmAlloc(cipher, &GuichetGcm256, keyLen, 32, tagLen);
}

// libsrtp tests both before it takes them; one that fails leaves the worker unable to start, never with a bad cipher.
inline srtp_err_status_t guichetSrtpInit()
{
	auto status = srtp_init();

	if (status == srtp_err_status_ok)
	{
		status = srtp_replace_cipher_type(&GuichetGcm128, SRTP_AES_GCM_128);
	}

	if (status == srtp_err_status_ok)
	{
		status = srtp_replace_cipher_type(&GuichetGcm256, SRTP_AES_GCM_256);
	}

	return status;
}

#endif
