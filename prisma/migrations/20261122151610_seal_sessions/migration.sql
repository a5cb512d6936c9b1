-- CreateTable
CREATE TABLE "RecordingContents" (
    "recordingId" TEXT NOT NULL,
    "journal" JSONB NOT NULL,
    "media" JSONB NOT NULL,
    "readAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RecordingContents_pkey" PRIMARY KEY ("recordingId")
);

-- CreateTable
CREATE TABLE "Seal" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "failure" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "sealedAt" TIMESTAMPTZ(3),
    "manifest" BYTEA,
    "manifestHash" TEXT,
    "signature" BYTEA,
    "logIndex" INTEGER,

    CONSTRAINT "Seal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SealedFile" (
    "sealId" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "sealed" BYTEA,

    CONSTRAINT "SealedFile_pkey" PRIMARY KEY ("sealId","path")
);

-- CreateTable
CREATE TABLE "SealStamp" (
    "sealId" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "number" INTEGER,
    "token" BYTEA,
    "stampedAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,

    CONSTRAINT "SealStamp_pkey" PRIMARY KEY ("sealId","authority")
);

-- CreateTable
CREATE TABLE "LogLeaf" (
    "index" INTEGER NOT NULL,
    "manifestHash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LogLeaf_pkey" PRIMARY KEY ("index")
);

-- CreateTable
CREATE TABLE "LogNode" (
    "level" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "LogNode_pkey" PRIMARY KEY ("level","index")
);

-- CreateTable
CREATE TABLE "LogCheckpoint" (
    "size" INTEGER NOT NULL,
    "note" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LogCheckpoint_pkey" PRIMARY KEY ("size")
);

-- CreateTable
CREATE TABLE "SignedHead" (
    "sessionId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "note" TEXT NOT NULL,

    CONSTRAINT "SignedHead_pkey" PRIMARY KEY ("sessionId","seq")
);

-- CreateTable
CREATE TABLE "HeadStamp" (
    "sessionId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "authority" TEXT NOT NULL,
    "token" BYTEA,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "stampedAt" TIMESTAMPTZ(3),

    CONSTRAINT "HeadStamp_pkey" PRIMARY KEY ("sessionId","seq")
);

-- CreateTable
CREATE TABLE "EvidenceExport" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "staffId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "failure" TEXT,
    "sizeBytes" BIGINT,
    "sha256" TEXT,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "EvidenceExport_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Seal_sessionId_key" ON "Seal"("sessionId");

-- CreateIndex
CREATE INDEX "Seal_status_idx" ON "Seal"("status");

-- CreateIndex
CREATE UNIQUE INDEX "LogLeaf_manifestHash_key" ON "LogLeaf"("manifestHash");

-- CreateIndex
CREATE INDEX "HeadStamp_stampedAt_idx" ON "HeadStamp"("stampedAt");

-- CreateIndex
CREATE INDEX "EvidenceExport_sessionId_requestedAt_idx" ON "EvidenceExport"("sessionId", "requestedAt");

-- CreateIndex
CREATE INDEX "EvidenceExport_status_idx" ON "EvidenceExport"("status");

-- AddForeignKey
ALTER TABLE "SealedFile" ADD CONSTRAINT "SealedFile_sealId_fkey" FOREIGN KEY ("sealId") REFERENCES "Seal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SealStamp" ADD CONSTRAINT "SealStamp_sealId_fkey" FOREIGN KEY ("sealId") REFERENCES "Seal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Logs, and what is already in other people's hands, are only ever added to.
CREATE TRIGGER "log_leaf_is_kept" BEFORE UPDATE OR DELETE ON "LogLeaf"
FOR EACH ROW EXECUTE FUNCTION "row_is_kept"();

CREATE TRIGGER "log_node_is_kept" BEFORE UPDATE OR DELETE ON "LogNode"
FOR EACH ROW EXECUTE FUNCTION "row_is_kept"();

CREATE TRIGGER "log_checkpoint_is_kept" BEFORE UPDATE OR DELETE ON "LogCheckpoint"
FOR EACH ROW EXECUTE FUNCTION "row_is_kept"();

CREATE TRIGGER "signed_head_is_kept" BEFORE UPDATE OR DELETE ON "SignedHead"
FOR EACH ROW EXECUTE FUNCTION "row_is_kept"();
