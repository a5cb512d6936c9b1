// libsrtp 3's interface, as far as the worker uses it, over libsrtp 2.
//
// libsrtp 3 differs in three ways: policies are opaque and built by setters; protect and unprotect take an
// input and an output buffer with their sizes; two error codes are new. The functions below overload those
// of libsrtp 2 (other parameters, same name), so the worker's sources compile unchanged.
#ifndef GUICHET_LIBSRTP3_ON_LIBSRTP2_H
#define GUICHET_LIBSRTP3_ON_LIBSRTP2_H

// In libsrtp 2 `srtp_policy_t` is a struct, in libsrtp 3 a pointer. The struct is renamed while its header
// is read, which frees the name.
#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include "aes_gcm_openssl.h"
// What the worker calls to begin.
#define srtp_init guichetSrtpInit

#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

// libsrtp 3's two new codes. libsrtp 2 ends at 27, so the values are free and inside the enum's range.
constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

struct GuichetSrtpPolicy
{
	srtp2_policy_t policy{};
	// libsrtp 2 wants master key and salt in one buffer that outlives srtp_create().
	unsigned char key[SRTP_MAX_KEY_LEN]{};
};

using srtp_policy_t = GuichetSrtpPolicy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* created)
{
	*created = new (std::nothrow) GuichetSrtpPolicy();

	return *created ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	if (!policy)
	{
		return;
	}

	// The volatile pointer keeps the compiler from dropping the wipe of a buffer about to be freed.
	volatile unsigned char* key = policy->key;

	for (size_t i{ 0 }; i < sizeof(policy->key); ++i)
	{
		key[i] = 0;
	}

	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->policy.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	const auto status = srtp_crypto_policy_set_from_profile_for_rtp(&policy->policy.rtp, profile);

	if (status != srtp_err_status_ok)
	{
		return status;
	}

	// RTCP is set apart from RTP because AES_CM_128_HMAC_SHA1_32 shortens RTP's tag only: RTCP keeps 80
	// bits (RFC 5764 section 4.1.2).
	return srtp_crypto_policy_set_from_profile_for_rtcp(&policy->policy.rtcp, profile);
}

inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const uint8_t* key,
  size_t keyLen,
  const uint8_t* salt,
  size_t saltLen,
  const uint8_t* /*mki*/,
  size_t mkiLen)
{
	// The worker never uses master key identifiers; silently ignoring one would send packets nobody can read.
	if (mkiLen != 0 || keyLen + saltLen > sizeof(policy->key))
	{
		return srtp_err_status_bad_param;
	}

	std::memcpy(policy->key, key, keyLen);
	std::memcpy(policy->key + keyLen, salt, saltLen);
	policy->policy.key = policy->key;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->policy.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t packets)
{
	policy->policy.window_size = packets;

	return srtp_err_status_ok;
}

// libsrtp 2 copies everything it needs from the policy, key included, so the policy may be destroyed after.
inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	return srtp_create(session, &policy->policy);
}

// The worker hands over htonl(ssrc). libsrtp 2 compares with the SSRC as it lies in the packet, which is
// network order too, so the value is passed on as it is.
inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrcNetworkOrder)
{
	return srtp_remove_stream(session, ssrcNetworkOrder);
}

// libsrtp 2 works in place and keeps the length in an int: the packet is copied to the output first and
// the length is checked against what an int holds.
inline srtp_err_status_t guichetSrtpInPlace(
  srtp_err_status_t (*transform)(srtp_t, void*, int*),
  srtp_t session,
  const uint8_t* in,
  size_t inLen,
  uint8_t* out,
  size_t* outLen,
  size_t growth)
{
	if (inLen > static_cast<size_t>(INT_MAX) - growth)
	{
		return srtp_err_status_bad_param;
	}

	if (*outLen < inLen + growth)
	{
		return srtp_err_status_buffer_small;
	}

	if (in != out)
	{
		std::memmove(out, in, inLen);
	}

	int length = static_cast<int>(inLen);

	const auto status = transform(session, out, &length);

	if (status == srtp_err_status_ok)
	{
		*outLen = static_cast<size_t>(length);
	}

	return status;
}

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* rtp, size_t rtpLen, uint8_t* srtp, size_t* srtpLen, size_t /*mkiIndex*/)
{
	return guichetSrtpInPlace(::srtp_protect, session, rtp, rtpLen, srtp, srtpLen, SRTP_MAX_TRAILER_LEN);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* rtcp, size_t rtcpLen, uint8_t* srtcp, size_t* srtcpLen, size_t /*mkiIndex*/)
{
	// SRTCP adds a 4-byte index before the tag (RFC 3711 section 3.4).
	return guichetSrtpInPlace(
	  ::srtp_protect_rtcp, session, rtcp, rtcpLen, srtcp, srtcpLen, SRTP_MAX_TRAILER_LEN + 4);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* srtp, size_t srtpLen, uint8_t* rtp, size_t* rtpLen)
{
	return guichetSrtpInPlace(::srtp_unprotect, session, srtp, srtpLen, rtp, rtpLen, 0);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* srtcp, size_t srtcpLen, uint8_t* rtcp, size_t* rtcpLen)
{
	return guichetSrtpInPlace(::srtp_unprotect_rtcp, session, srtcp, srtcpLen, rtcp, rtcpLen, 0);
}

#endif
