/** One change to the worker's source. Applied only where `before` stands exactly once; where something is put in, `after` repeats it. */
export interface SourcePatch {
  /** Which of the numbered ones in README.md beside this file it is part of: why it is needed stands there. */
  readonly patch: number;
  /** Relative to the worker's folder. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

export const sourcePatches: readonly SourcePatch[] = [
  {
    patch: 1,
    file: 'meson.build',
    before: "meson_version: '>= 1.1.0',",
    after: "meson_version: '>= 1.0.0',",
  },
  {
    patch: 2,
    file: 'src/RTC/DtlsTransport.cpp',
    before: 'const long resultOfcallback = (operationType == BIO_CB_RETURN) ? static_cast<long>(ret) : 1;',
    after: 'const long resultOfcallback = (operationType & BIO_CB_RETURN) ? static_cast<long>(ret) : 1;',
  },
  {
    patch: 3,
    file: 'include/RTC/PlainTransport.hpp',
    before: '#include "FBS/plainTransport.h"\n',
    after: '#include "FBS/plainTransport.h"\n#include "RTC/RecordingRing.hpp"\n',
  },
  {
    patch: 3,
    file: 'include/RTC/PlainTransport.hpp',
    before: '\t\tRTC::TransportTuple* rtcpTuple{ nullptr };\n',
    after: '\t\tRTC::TransportTuple* rtcpTuple{ nullptr };\n\t\tstd::unique_ptr<RTC::RecordingRing> ring;\n',
  },
  {
    patch: 3,
    file: 'src/RTC/PlainTransport.cpp',
    before: '\t\tthis->comedia = options->comedia();\n',
    after: `\t\tthis->comedia = options->comedia();

		if (this->rtcpMux && !this->comedia && !options->enableSrtp())
		{
			this->ring = RTC::RecordingRing::Open(this->listenInfo.announcedAddress);
		}
`,
  },
  {
    patch: 3,
    file: 'src/RTC/PlainTransport.cpp',
    before: '\t\tthis->tuple->Send(data, len, cb);\n',
    after: `\t\tif (this->ring)
		{
			this->ring->Send(data, len, this->shared->GetTimeUs());

			if (cb)
			{
				(*cb)(true);
				delete cb;
			}
		}
		else
		{
			this->tuple->Send(data, len, cb);
		}
`,
  },
  {
    patch: 3,
    file: 'src/RTC/PlainTransport.cpp',
    before: `\tvoid PlainTransport::SendRtcpPacket(RTC::RTCP::Packet* packet)
	{
		MS_TRACE();

		if (!IsConnected())
		{
			return;
		}
`,
    after: `\tvoid PlainTransport::SendRtcpPacket(RTC::RTCP::Packet* packet)
	{
		MS_TRACE();

		if (!IsConnected())
		{
			return;
		}

		if (this->ring)
		{
			this->ring->Send(packet->GetData(), packet->GetSize(), this->shared->GetTimeUs());
			RTC::Transport::DataSent(packet->GetSize());

			return;
		}
`,
  },
  {
    patch: 3,
    file: 'src/RTC/PlainTransport.cpp',
    before: '\t\tpacket->Serialize(RTC::RTCP::SerializationBuffer);\n',
    after: `\t\tpacket->Serialize(RTC::RTCP::SerializationBuffer);

		if (this->ring)
		{
			this->ring->Send(packet->GetData(), packet->GetSize(), this->shared->GetTimeUs());
			RTC::Transport::DataSent(packet->GetSize());

			return;
		}
`,
  },
  {
    patch: 4,
    file: 'src/RTC/AudioLevelObserver.cpp',
    before: `\t\tthis->periodicTimer = this->shared->CreateTimer(this, "audio-level-observer");

		this->periodicTimer->Start(this->intervalMs, this->intervalMs);
`,
    after: `\t\tthis->periodicTimer = this->shared->CreateTimer(this, "audio-level-observer");

		this->periodicTimer->Start(
		  this->intervalMs - (this->shared->GetTimeMs() % this->intervalMs), this->intervalMs);
`,
  },
  {
    patch: 5,
    file: 'include/handles/UdpSocketHandle.hpp',
    before: 'private:\n\tvoid InternalClose();\n',
    after: `private:
	void SendNow(
	  const uint8_t* data, size_t len, const struct sockaddr* addr, UdpSocketHandle::onSendCallback* cb);
	void SendGathered();
	void InternalClose();
`,
  },
  {
    patch: 5,
    file: 'include/handles/UdpSocketHandle.hpp',
    before: '\tbool closed{ false };\n',
    after: '\tbool closed{ false };\n\tbool gathering{ false };\n',
  },
  {
    patch: 5,
    file: 'src/handles/UdpSocketHandle.cpp',
    before: '#include "handles/UdpSocketHandle.hpp"\n',
    after: '#include "handles/UdpSocketHandle.hpp"\n#include "handles/UdpSendBatch.hpp"\n',
  },
  {
    patch: 5,
    file: 'src/handles/UdpSocketHandle.cpp',
    before: 'alignas(4) static thread_local uint8_t ReadBuffer[ReadBufferSize];\n',
    after: `static constexpr size_t ReadBufferCount{ 16 };
alignas(4) static thread_local uint8_t ReadBuffer[ReadBufferSize * ReadBufferCount];
// Of the one socket whose datagrams are being read.
static thread_local UdpSendBatch SendBatch;
`,
  },
  {
    patch: 5,
    file: 'src/handles/UdpSocketHandle.cpp',
    before: `	// First try uv_udp_try_send(). In case it can not directly send the datagram
`,
    after: `	if (this->gathering)
	{
		if (SendBatch.IsFull())
		{
			SendGathered();
			this->gathering = true;
		}

		if (SendBatch.Add(data, len, addr, cb))
		{
			return;
		}

		// It overtakes nothing that came before it.
		SendGathered();
		this->gathering = true;
	}

	SendNow(data, len, addr, cb);
}

void UdpSocketHandle::SendGathered()
{
	MS_TRACE();

	this->gathering = false;

	if (SendBatch.IsEmpty())
	{
		return;
	}

	uv_os_fd_t fd{ -1 };

	// Nothing overtakes what waits for the socket.
	if (
	  uv_udp_get_send_queue_count(this->uvHandle) > 0 ||
	  uv_fileno(reinterpret_cast<uv_handle_t*>(this->uvHandle), std::addressof(fd)) != 0)
	{
		fd = -1;
	}

	SendBatch.Flush(
	  fd,
	  [this](const UdpSendBatch::Datagram& datagram, bool sent)
	  {
		  if (!sent)
		  {
			  SendNow(
			    datagram.data,
			    datagram.length,
			    reinterpret_cast<const struct sockaddr*>(std::addressof(datagram.address)),
			    datagram.cb);

			  return;
		  }

		  this->sentBytes += datagram.length;

		  if (datagram.cb)
		  {
			  (*datagram.cb)(true);
			  delete datagram.cb;
		  }
	  });
}

void UdpSocketHandle::SendNow(
  const uint8_t* data, size_t len, const struct sockaddr* addr, UdpSocketHandle::onSendCallback* cb)
{
	MS_TRACE();

	// First try uv_udp_try_send(). In case it can not directly send the datagram
`,
  },
  {
    patch: 5,
    file: 'src/handles/UdpSocketHandle.cpp',
    before: `		return;
	}

	this->closed = true;
`,
    after: `		return;
	}

	SendGathered();

	this->closed = true;
`,
  },
  {
    patch: 5,
    file: 'src/handles/UdpSocketHandle.cpp',
    before: '\tbuf->len = ReadBufferSize;\n',
    after: '\tbuf->len = ReadBufferSize * ReadBufferCount;\n',
  },
  {
    patch: 5,
    file: 'src/handles/UdpSocketHandle.cpp',
    before: `	// NOTE: Ignore if there is nothing to read or if it was an empty datagram.
`,
    after: `	// The last of the handful has been seen to.
	if ((flags & UV_UDP_MMSG_FREE) != 0u)
	{
		SendGathered();

		return;
	}

	// NOTE: Ignore if there is nothing to read or if it was an empty datagram.
`,
  },
  {
    patch: 5,
    file: 'src/handles/UdpSocketHandle.cpp',
    before: `		// Update received bytes.
		this->recvBytes += nread;
`,
    after: `		// Update received bytes.
		this->recvBytes += nread;
		this->gathering = (flags & UV_UDP_MMSG_CHUNK) != 0u;
`,
  },
];

/** Without these the worker isn't built, or doesn't run; with these alone it does what mediasoup's own does, at its price: what benchmarks compare with. */
export const barePatches: readonly SourcePatch[] = sourcePatches.filter(({ patch }) => patch <= 2);
