-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "followsSessionId" TEXT;

-- AlterTable
ALTER TABLE "Staff" ADD COLUMN     "team" TEXT;

-- AlterTable
ALTER TABLE "AuditEvent" ADD COLUMN     "seq" INTEGER,
ADD COLUMN     "previousHash" TEXT,
ADD COLUMN     "hash" TEXT;

-- CreateTable
CREATE TABLE "Inspection" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "recordingId" TEXT NOT NULL,
    "packsHash" TEXT NOT NULL,
    "packs" JSONB NOT NULL,
    "facts" JSONB NOT NULL,
    "factsHash" TEXT NOT NULL,
    "resultsHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Inspection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Finding" (
    "id" TEXT NOT NULL,
    "inspectionId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "recordingId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "ruleId" TEXT NOT NULL,
    "packId" TEXT NOT NULL,
    "packVersion" INTEGER NOT NULL,
    "severity" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "title" JSONB NOT NULL,
    "citation" JSONB NOT NULL,
    "reason" JSONB NOT NULL,
    "moments" JSONB NOT NULL,

    CONSTRAINT "Finding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SamplingRule" (
    "id" TEXT NOT NULL,
    "title" JSONB NOT NULL,
    "percent" DOUBLE PRECISION NOT NULL,
    "about" JSONB NOT NULL,
    "secondPerson" BOOLEAN NOT NULL DEFAULT false,
    "deadlineHours" INTEGER NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SamplingRule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReviewDraw" (
    "recordingId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "seed" TEXT NOT NULL,
    "rules" JSONB NOT NULL,
    "drawn" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReviewDraw_pkey" PRIMARY KEY ("recordingId")
);

-- CreateTable
CREATE TABLE "Review" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "recordingId" TEXT NOT NULL,
    "inspectionId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "persons" INTEGER NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "decision" TEXT,
    "completedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReviewSeat" (
    "reviewId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "staffId" TEXT,
    "takenAt" TIMESTAMPTZ(3),
    "decision" TEXT,
    "decidedAt" TIMESTAMPTZ(3),
    "findings" JSONB NOT NULL DEFAULT '[]',
    "reasons" BYTEA,

    CONSTRAINT "ReviewSeat_pkey" PRIMARY KEY ("reviewId","position")
);

-- CreateTable
CREATE TABLE "Rectification" (
    "id" TEXT NOT NULL,
    "reviewId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "recordingId" TEXT NOT NULL,
    "apiClientId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "rules" TEXT[],
    "requestedBy" TEXT NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "followUpSessionId" TEXT,
    "completedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Rectification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "AuditEvent_seq_key" ON "AuditEvent"("seq");

-- CreateIndex
CREATE INDEX "AuditEvent_object_idx" ON "AuditEvent"("object");

-- CreateIndex
CREATE INDEX "Inspection_createdAt_idx" ON "Inspection"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Inspection_recordingId_packsHash_key" ON "Inspection"("recordingId", "packsHash");

-- CreateIndex
CREATE INDEX "Finding_recordingId_idx" ON "Finding"("recordingId");

-- CreateIndex
CREATE INDEX "Finding_ruleId_result_idx" ON "Finding"("ruleId", "result");

-- CreateIndex
CREATE UNIQUE INDEX "Finding_inspectionId_position_key" ON "Finding"("inspectionId", "position");

-- CreateIndex
CREATE INDEX "ReviewDraw_at_idx" ON "ReviewDraw"("at");

-- CreateIndex
CREATE UNIQUE INDEX "Review_recordingId_key" ON "Review"("recordingId");

-- CreateIndex
CREATE INDEX "Review_status_dueAt_idx" ON "Review"("status", "dueAt");

-- CreateIndex
CREATE INDEX "Review_completedAt_idx" ON "Review"("completedAt");

-- CreateIndex
CREATE INDEX "ReviewSeat_staffId_idx" ON "ReviewSeat"("staffId");

-- CreateIndex
CREATE UNIQUE INDEX "Rectification_followUpSessionId_key" ON "Rectification"("followUpSessionId");

-- CreateIndex
CREATE INDEX "Rectification_apiClientId_status_idx" ON "Rectification"("apiClientId", "status");

-- CreateIndex
CREATE INDEX "Rectification_reviewId_idx" ON "Rectification"("reviewId");

-- AddForeignKey
ALTER TABLE "Inspection" ADD CONSTRAINT "Inspection_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Finding" ADD CONSTRAINT "Finding_inspectionId_fkey" FOREIGN KEY ("inspectionId") REFERENCES "Inspection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Review" ADD CONSTRAINT "Review_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Review" ADD CONSTRAINT "Review_inspectionId_fkey" FOREIGN KEY ("inspectionId") REFERENCES "Inspection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewSeat" ADD CONSTRAINT "ReviewSeat_reviewId_fkey" FOREIGN KEY ("reviewId") REFERENCES "Review"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewSeat" ADD CONSTRAINT "ReviewSeat_staffId_fkey" FOREIGN KEY ("staffId") REFERENCES "Staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Rectification" ADD CONSTRAINT "Rectification_reviewId_fkey" FOREIGN KEY ("reviewId") REFERENCES "Review"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
