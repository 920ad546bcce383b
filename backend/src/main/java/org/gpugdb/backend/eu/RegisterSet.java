package org.gpugdb.backend.eu;

import org.gpugdb.backend.uapi.StateSaveAreaLayout;

/** The register sets that a state save area can have, each described in its header. */
public enum RegisterSet {
  GRF(StateSaveAreaLayout.GRF_OFFSET),
  ADDR(StateSaveAreaLayout.ADDR_OFFSET),
  FLAG(StateSaveAreaLayout.FLAG_OFFSET),
  EMASK(StateSaveAreaLayout.EMASK_OFFSET),
  SR(StateSaveAreaLayout.SR_OFFSET),
  CR(StateSaveAreaLayout.CR_OFFSET),
  NOTIFICATION(StateSaveAreaLayout.NOTIFICATION_OFFSET),
  TDR(StateSaveAreaLayout.TDR_OFFSET),
  ACC(StateSaveAreaLayout.ACC_OFFSET),
  MME(StateSaveAreaLayout.MME_OFFSET),
  CE(StateSaveAreaLayout.CE_OFFSET),
  SP(StateSaveAreaLayout.SP_OFFSET),
  CMD(StateSaveAreaLayout.CMD_OFFSET),
  TM(StateSaveAreaLayout.TM_OFFSET),
  FC(StateSaveAreaLayout.FC_OFFSET),
  DBG(StateSaveAreaLayout.DBG_OFFSET),
  CTX(StateSaveAreaLayout.CTX_OFFSET),
  DBG_REG(StateSaveAreaLayout.DBG_REG_OFFSET),
  SCALAR(StateSaveAreaLayout.SCALAR_OFFSET),
  MSG(StateSaveAreaLayout.MSG_OFFSET);

  /** How much less precedes the descriptors in a header of version 1 or 2. */
  private static final int V2_SHORTER = 64;

  private final int v3Offset;

  RegisterSet(int v3Offset) {
    this.v3Offset = v3Offset;
  }

  /** Offset of the set's descriptor in a header of the given major version. */
  int descriptorOffset(int major) {
    return major >= 3 ? v3Offset : v3Offset - V2_SHORTER;
  }

  /** Whether headers of the given major version can describe the set at all. */
  boolean existsIn(int major) {
    return major >= 3 || (this != SCALAR && this != MSG);
  }
}
