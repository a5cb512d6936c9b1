-- AlterTable
ALTER TABLE "ServiceType" ADD COLUMN     "compositeLayout" TEXT;

-- CreateTable
CREATE TABLE "Composition" (
    "id" TEXT NOT NULL,
    "recordingId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "layout" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "trouble" TEXT,
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "requestedBy" TEXT,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "madeAt" TIMESTAMPTZ(3),
    "file" TEXT,
    "sizeBytes" BIGINT,
    "durationMs" INTEGER,
    "sha256" TEXT,

    CONSTRAINT "Composition_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Composition_sessionId_idx" ON "Composition"("sessionId");

-- CreateIndex
CREATE INDEX "Composition_status_idx" ON "Composition"("status");

-- CreateIndex
CREATE UNIQUE INDEX "Composition_recordingId_layout_language_key" ON "Composition"("recordingId", "layout", "language");
