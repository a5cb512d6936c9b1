-- CreateTable
CREATE TABLE "RecordingLook" (
    "recordingId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "tracks" JSONB NOT NULL DEFAULT '{}',
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RecordingLook_pkey" PRIMARY KEY ("recordingId")
);
