-- CreateTable
CREATE TABLE "ReplayMaterial" (
    "recordingId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "facts" JSONB,
    "madeAt" TIMESTAMPTZ(3),

    CONSTRAINT "ReplayMaterial_pkey" PRIMARY KEY ("recordingId")
);

-- CreateTable
CREATE TABLE "Unmasking" (
    "recordingId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Unmasking_pkey" PRIMARY KEY ("recordingId","staffId")
);

-- CreateTable
CREATE TABLE "ReplayNote" (
    "id" TEXT NOT NULL,
    "recordingId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "atMs" INTEGER NOT NULL,
    "untilMs" INTEGER,
    "text" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ReplayNote_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SearchEntry" (
    "sessionId" TEXT NOT NULL,
    "indexedSeq" INTEGER NOT NULL,
    "sessionNumber" TEXT NOT NULL,
    "recordingId" TEXT,
    "recordingStatus" TEXT,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "endReason" TEXT,
    "serviceTypeId" TEXT NOT NULL,
    "agentId" TEXT,
    "flowKey" TEXT,
    "flowVersion" INTEGER,
    "product" TEXT,
    "outcome" TEXT,
    "durationMs" INTEGER,
    "gapCount" INTEGER NOT NULL DEFAULT 0,
    "rules" TEXT[],
    "inspection" TEXT,
    "tokens" BIGINT[],
    "customerName" BYTEA,

    CONSTRAINT "SearchEntry_pkey" PRIMARY KEY ("sessionId")
);

-- CreateTable
CREATE TABLE "SavedView" (
    "id" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SavedView_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ReplayNote_recordingId_atMs_idx" ON "ReplayNote"("recordingId", "atMs");

-- CreateIndex
CREATE INDEX "SearchEntry_openedAt_sessionId_idx" ON "SearchEntry"("openedAt" DESC, "sessionId");

-- CreateIndex
CREATE INDEX "SearchEntry_serviceTypeId_openedAt_idx" ON "SearchEntry"("serviceTypeId", "openedAt");

-- CreateIndex
CREATE INDEX "SearchEntry_agentId_openedAt_idx" ON "SearchEntry"("agentId", "openedAt");

-- CreateIndex
CREATE INDEX "SearchEntry_tokens_idx" ON "SearchEntry" USING GIN ("tokens");

-- CreateIndex
CREATE INDEX "SearchEntry_rules_idx" ON "SearchEntry" USING GIN ("rules");

-- CreateIndex
CREATE UNIQUE INDEX "SavedView_staffId_name_key" ON "SavedView"("staffId", "name");
