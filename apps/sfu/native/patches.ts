/** One change to the worker's source. Applied only where `before` stands exactly once; where something is put in, `after` repeats it. */
export interface SourcePatch {
  /** Relative to the worker's folder. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** Why each is needed is in README.md beside this file, under the same number. */
export const sourcePatches: readonly SourcePatch[] = [
  {
    // Patch 1.
    file: 'meson.build',
    before: "meson_version: '>= 1.1.0',",
    after: "meson_version: '>= 1.0.0',",
  },
  {
    // Patch 2.
    file: 'src/RTC/DtlsTransport.cpp',
    before: 'const long resultOfcallback = (operationType == BIO_CB_RETURN) ? static_cast<long>(ret) : 1;',
    after: 'const long resultOfcallback = (operationType & BIO_CB_RETURN) ? static_cast<long>(ret) : 1;',
  },
  {
    // Patch 3, this one and all that follow up to the next.
    file: 'include/RTC/PlainTransport.hpp',
    before: '#include "FBS/plainTransport.h"\n',
    after: '#include "FBS/plainTransport.h"\n#include "RTC/RecordingRing.hpp"\n',
  },
  {
    file: 'include/RTC/PlainTransport.hpp',
    before: '\t\tRTC::TransportTuple* rtcpTuple{ nullptr };\n',
    after: '\t\tRTC::TransportTuple* rtcpTuple{ nullptr };\n\t\tstd::unique_ptr<RTC::RecordingRing> ring;\n',
  },
  {
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
    // Patch 4.
    file: 'src/RTC/AudioLevelObserver.cpp',
    before: `\t\tthis->periodicTimer = this->shared->CreateTimer(this, "audio-level-observer");

		this->periodicTimer->Start(this->intervalMs, this->intervalMs);
`,
    after: `\t\tthis->periodicTimer = this->shared->CreateTimer(this, "audio-level-observer");

		this->periodicTimer->Start(
		  this->intervalMs - (this->shared->GetTimeMs() % this->intervalMs), this->intervalMs);
`,
  },
];
