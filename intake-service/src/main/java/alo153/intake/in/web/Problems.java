package alo153.intake.in.web;

import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The problem documents (RFC 9457) every door may answer with. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ApiResponse(responseCode = "400", ref = Problems.REF)
@ApiResponse(responseCode = "413", ref = Problems.REF)
@ApiResponse(responseCode = "415", ref = Problems.REF)
@ApiResponse(responseCode = "422", ref = Problems.REF)
@ApiResponse(responseCode = "429", ref = Problems.REF)
@ApiResponse(responseCode = "503", ref = Problems.REF)
public @interface Problems {
  /** Where the API document describes a problem document. */
  String REF = "#/components/responses/Problem";
}
